import { z } from 'zod'

/** The account's settings, one record per group. Defaults are what a new account has; unknown keys are refused. */

const policyText = z.strictObject({
  text: z
    .string()
    .min(1)
    .max(1500)
    .refine((text) => text.includes('{policy_link}'), {
      message: 'The text must contain {policy_link}, where the link will stand.',
    }),
  url: z.url({ protocol: /^https?$/ }),
  agree: z.string().min(1).max(20),
  decline: z.string().min(1).max(20),
})
export type PolicyText = z.infer<typeof policyText>

export const consentSettings = z.strictObject({
  enabled: z.boolean(),
  /** explicit: a button or a keyword; implicit: continuing means agreeing. */
  mode: z.enum(['explicit', 'implicit']),
  /** By language (BCP 47); the account's own language must be among them when enabled. */
  texts: z.record(z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/), policyText),
  excludedChannelIds: z.array(z.uuid()).max(10_000),
  purgeAfterDays: z.number().int().min(1).max(365),
})
export type ConsentSettings = z.infer<typeof consentSettings>

export const distributionSettings = z
  .strictObject({
    mode: z.enum(['none', 'fixed', 'round_robin', 'least_loaded']),
    managerId: z.uuid().nullable().default(null),
    /** Open dialogues per manager; a manager's own limit, where set, stands before it. */
    capacity: z.number().int().min(1).max(1000),
    /** Which of the two makes a manager available; status is always free. */
    presence: z.enum(['status', 'online', 'both']).default('both'),
  })
  .refine((value) => value.mode !== 'fixed' || value.managerId !== null, {
    message: 'Choose the manager who gets all dialogues.',
    path: ['managerId'],
  })
export type DistributionSettings = z.infer<typeof distributionSettings>

export const autoCloseSettings = z.strictObject({
  /** Of assigned dialogues, since the last message of either side; null: never. */
  idleSeconds: z.number().int().min(60).max(31_536_000).nullable(),
  /** True: a dialogue whose customer waits for an answer is not closed by the idle time. */
  keepWhileCustomerWaits: z.boolean().default(true),
  /** A message within this time after closing reopens; later it begins a new dialogue. 0: always new. */
  reopenSeconds: z
    .number()
    .int()
    .min(0)
    .max(31_536_000)
    .default(7 * 86_400),
})
export type AutoCloseSettings = z.infer<typeof autoCloseSettings>

export const settingsSchemas = {
  consent: consentSettings,
  distribution: distributionSettings,
  'auto-close': autoCloseSettings,
} as const
export type SettingsGroup = keyof typeof settingsSchemas
export type SettingsOf<G extends SettingsGroup> = z.infer<(typeof settingsSchemas)[G]>

export const defaultSettings: { readonly [G in SettingsGroup]: SettingsOf<G> } = {
  consent: { enabled: false, mode: 'explicit', texts: {}, excludedChannelIds: [], purgeAfterDays: 30 },
  distribution: { mode: 'none', managerId: null, capacity: 10, presence: 'both' },
  'auto-close': { idleSeconds: 86_400, keepWhileCustomerWaits: true, reopenSeconds: 7 * 86_400 },
}

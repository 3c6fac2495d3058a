import { z } from 'zod'
import type { MessageTemplate } from '../../core/channel.ts'
import type { Client } from './client.ts'

const most = 500
const pageSize = 100

const content = z.object({
  sid: z.string(),
  friendlyName: z.string().nullish(),
  language: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  types: z.record(z.string(), z.unknown()).nullish(),
  approvalRequests: z.object({ status: z.string().nullish() }).nullish(),
})
const shown = z.object({
  body: z.string().nullish(),
  title: z.string().nullish(),
  actions: z.array(z.object({ title: z.string().nullish() })).nullish(),
})

/** The account's content templates with what WhatsApp said of them: https://www.twilio.com/docs/content/content-and-approvals */
export async function listTemplates(client: Client, signal: AbortSignal): Promise<readonly MessageTemplate[]> {
  const listed = await client.call('content.list', signal, (twilio) =>
    twilio.content.v1.contentAndApprovals.list({ limit: most, pageSize }),
  )
  return listed.flatMap((one) => {
    const parsed = content.safeParse({ ...one })
    return parsed.success ? [toTemplate(parsed.data)] : []
  })
}

function toTemplate(given: z.infer<typeof content>): MessageTemplate {
  const forms = Object.values(given.types ?? {}).flatMap((form) => shown.safeParse(form).data ?? [])
  return {
    id: given.sid,
    name: given.friendlyName ?? given.sid,
    // Twilio writes pt_BR for pt-BR.
    locale: given.language?.replaceAll('_', '-') ?? null,
    text: forms.map((form) => form.body ?? form.title ?? null).find((text) => text !== null) ?? null,
    variables: Object.entries(given.variables ?? {}).map(([name, example]) => ({
      name,
      example: typeof example === 'string' ? example : null,
    })),
    buttons: forms.flatMap((form) => form.actions ?? []).flatMap((action) => action.title ?? []),
    approved: given.approvalRequests?.status === 'approved',
  }
}

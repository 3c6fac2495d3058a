import type { Deps } from '../../deps.ts'

/** Never from a request's Host header, which anybody writes: a link in a mail must lead to us. */
export function hubUrl({ config }: Pick<Deps, 'config'>): string {
  return config.publicUrl ?? `http://localhost:${config.port}`
}

export const setupUrl = (deps: Pick<Deps, 'config'>, token: string) => `${hubUrl(deps)}/setup#token=${token}`
export const inviteUrl = (deps: Pick<Deps, 'config'>, token: string) => `${hubUrl(deps)}/invite/${token}`
export const resetUrl = (deps: Pick<Deps, 'config'>, token: string) => `${hubUrl(deps)}/reset/${token}`

export type Mode = 'embedded' | 'server'

/** What the global set-up of a mode hands to its test files. `redisUrl` is null in the embedded mode. */
export type Backends = Readonly<{ mode: Mode; databaseUrl: string; template: string; redisUrl: string | null }>

declare module 'vitest' {
  export interface ProvidedContext {
    backends: Backends
  }
}

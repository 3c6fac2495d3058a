import type { Log } from '../../core/ports.ts'

const nothing = () => undefined

/** Tests tell by their assertions. */
export const quietLog: Log = { error: nothing, warn: nothing, info: nothing, debug: nothing }

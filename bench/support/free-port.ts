import { createServer } from 'node:net'
import { portOf } from './platform.ts'

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const port = portOf(probe.address())
      probe.close(() => resolve(port))
    })
  })
}

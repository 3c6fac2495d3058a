import type { Message } from '../../../core/api/shapes.ts'
import { clockTime, fullTime } from '../lib/format-time.ts'
import { useManagers } from '../queries/managers.ts'
import { systemText } from './system-text.ts'

export function SystemLine({ message }: { readonly message: Message }) {
  const managers = useManagers()
  return (
    <p className="py-1 text-center text-meta text-fg-3">
      {systemText(message, (id) => managers.find((manager) => manager.id === id)?.name ?? null)}{' '}
      <time dateTime={message.createdAt} title={fullTime(message.createdAt)}>
        {clockTime(message.createdAt)}
      </time>
    </p>
  )
}

import type { ChannelKindInfo, MessageFile } from '../../../core/api/shapes.ts'

type Capabilities = ChannelKindInfo['capabilities']
type FileKind = MessageFile['kind']

export type FileRefusal = Readonly<{ reason: 'type' } | { reason: 'size'; maxBytes: number }>

/** Why a channel would refuse this file, or null. A type that has no place of its own may go as a document. The hub decides by the bytes. */
export function fileRefusal(
  capabilities: Capabilities,
  file: { readonly type: string; readonly size: number },
): FileRefusal | null {
  const own = capabilities.files[kindOf(file.type)]
  const fitting = [own, capabilities.files.document].filter(
    (capability) => capability?.mimeTypes.some((pattern) => matches(pattern, file.type)) === true,
  )
  if (fitting.length === 0) return { reason: 'type' }
  const maxBytes = Math.max(...fitting.map((capability) => capability?.maxBytes ?? 0))
  return file.size <= maxBytes ? null : { reason: 'size', maxBytes }
}

export const takesFiles = (capabilities: Capabilities): boolean => Object.keys(capabilities.files).length > 0

function kindOf(mimeType: string): FileKind {
  const family = mimeType.split('/')[0]
  return family === 'image' || family === 'video' || family === 'audio' ? family : 'document'
}

function matches(pattern: string, mimeType: string): boolean {
  if (pattern === '*/*' || pattern === mimeType) return true
  return pattern.endsWith('/*') && mimeType.startsWith(pattern.slice(0, -1))
}

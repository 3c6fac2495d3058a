import type { VisitorFrame, VisitorMessage, VisitorState } from '../../../core/api/widget.ts'

/**
 * Hand checks of what the hub answers: a schema library would weigh more than the rest of the chat. They look at what the screens rely on,
 * so that an answer of a newer or a broken server is an error here and not a blank screen there.
 */
type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null
const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string'

export function isMessage(value: unknown): value is VisitorMessage {
  return (
    isFields(value) &&
    typeof value['id'] === 'string' &&
    typeof value['seq'] === 'number' &&
    (value['from'] === 'visitor' || value['from'] === 'manager' || value['from'] === 'hub') &&
    isTextOrNull(value['name']) &&
    typeof value['text'] === 'string' &&
    Array.isArray(value['files']) &&
    value['files'].every((file) => isFields(file) && typeof file['id'] === 'string' && typeof file['name'] === 'string') &&
    Array.isArray(value['buttons']) &&
    value['buttons'].every(
      (button) => isFields(button) && typeof button['label'] === 'string' && typeof button['value'] === 'string',
    ) &&
    typeof value['at'] === 'string' &&
    isTextOrNull(value['clientId'])
  )
}

export function isState(value: unknown): value is VisitorState {
  if (!isFields(value)) return false
  const { consent } = value
  return (
    typeof value['dialogue'] === 'string' &&
    (consent === null || (isFields(consent) && typeof consent['version'] === 'number' && typeof consent['text'] === 'string')) &&
    typeof value['online'] === 'boolean' &&
    typeof value['title'] === 'string' &&
    typeof value['color'] === 'string' &&
    isTextOrNull(value['assignee']) &&
    typeof value['position'] === 'number'
  )
}

export function isFrame(value: unknown): value is VisitorFrame {
  if (!isFields(value)) return false
  switch (value['type']) {
    case 'hello':
      return typeof value['position'] === 'number'
    case 'reload':
    case 'pong':
      return true
    case 'message':
      return typeof value['position'] === 'number' && isMessage(value['message'])
    case 'state':
      return isState(value['state'])
    case 'typing':
      return typeof value['on'] === 'boolean'
    default:
      return false
  }
}

export function isFile(value: unknown): value is VisitorMessage['files'][number] {
  return (
    isFields(value) && typeof value['id'] === 'string' && typeof value['name'] === 'string' && typeof value['kind'] === 'string'
  )
}

export function isSession(value: unknown): value is { token: string; visitorId: string; state: VisitorState } {
  return (
    isFields(value) && typeof value['token'] === 'string' && typeof value['visitorId'] === 'string' && isState(value['state'])
  )
}

export function isPage(value: unknown): value is { items: VisitorMessage[]; hasMore: boolean; state: VisitorState } {
  return (
    isFields(value) &&
    Array.isArray(value['items']) &&
    value['items'].every(isMessage) &&
    typeof value['hasMore'] === 'boolean' &&
    isState(value['state'])
  )
}

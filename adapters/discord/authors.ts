import type { Author, ExternalId } from '../../core/channel.ts'
import { clean } from './content.ts'
import { encodeChat } from './ids.ts'
import type { WireUser } from './wire.ts'

/** In a server each author has a chat of their own; a direct message is one chat. `guild`: undefined outside servers. */
export function chatOf(at: Readonly<{ channel: string; guild: string | undefined; author: string | null }>): ExternalId {
  return encodeChat({ channel: at.channel, author: at.guild === undefined ? null : at.author })
}

export function authorOf(user: WireUser, nick: string | null | undefined, locale: string | undefined): Author {
  const name = clean(nick ?? user.global_name ?? user.username)
  return {
    id: user.id,
    name: name === '' ? null : name,
    username: clean(user.username),
    locale: locale === undefined ? null : clean(locale).slice(0, 35),
  }
}

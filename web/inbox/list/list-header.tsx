import { useNavigate } from '@tanstack/react-router'
import { Search, X } from 'lucide-react'
import { useRef } from 'react'
import { t } from '../lib/t.ts'
import { useChannels } from '../queries/channels.ts'
import { useShortcuts } from '../session/use-shortcuts.ts'
import { Icon } from '../ui/icon.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Select } from '../ui/select.tsx'
import { useListFilter } from './use-list-filter.ts'
import { ViewTabs } from './view-tabs.tsx'

/** Typing asks the hub only when it pauses. */
const pauseMs = 250

export function ListHeader() {
  const { view, q, channelId } = useListFilter()
  const navigate = useNavigate()
  const channels = useChannels().filter((channel) => channel.status !== 'removed')
  const input = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useShortcuts({ '/': () => input.current?.focus() })

  const search = (text: string): void => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      void navigate({
        to: '.',
        search: ({ q: _, ...rest }) => (text.trim() === '' ? rest : { ...rest, q: text }),
        replace: true,
      })
    }, pauseMs)
  }
  const clear = (): void => {
    if (input.current !== null) input.current.value = ''
    search('')
    input.current?.focus()
  }
  return (
    <div className="flex flex-col border-b border-line">
      <div className="lg:hidden">
        <ViewTabs view={view} />
      </div>
      <div className="flex items-center gap-2 p-2">
        <search className="relative min-w-0 flex-1">
          <Icon of={Search} className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-fg-3" />
          <input
            ref={input}
            type="search"
            defaultValue={q}
            aria-label={t('list.search')}
            placeholder={t('list.search')}
            onChange={(event) => search(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape') return
              clear()
              event.currentTarget.blur()
            }}
            className="h-8 w-full rounded-button border border-transparent bg-sunken pr-8 pl-8 outline-offset-0 [&::-webkit-search-cancel-button]:hidden pointer-coarse:h-10"
          />
          {q === '' ? null : (
            <span className="absolute inset-y-0 right-0 flex items-center">
              <IconButton icon={X} label={t('list.clearSearch')} onClick={clear} className="size-7" />
            </span>
          )}
        </search>
        {channels.length > 1 ? (
          <Select
            aria-label={t('list.channel')}
            value={channelId ?? ''}
            className="w-32 shrink-0 lg:hidden"
            onValue={(id) =>
              void navigate({ to: '.', search: ({ channel: _, ...rest }) => (id === '' ? rest : { ...rest, channel: id }) })
            }
            options={[
              { value: '', label: t('list.allChannels') },
              ...channels.map((channel) => ({ value: channel.id, label: channel.name })),
            ]}
          />
        ) : null}
      </div>
    </div>
  )
}

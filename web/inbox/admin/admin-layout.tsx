import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { t } from '../lib/t.ts'
import { useMe } from '../session/me-context.ts'
import { adminPages } from '../shell/admin-pages.ts'
import { Select } from '../ui/select.tsx'

const groups = ['setup', 'chats', 'system'] as const

export function AdminLayout() {
  const me = useMe()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const pages = adminPages.filter((page) => page.right === null || me.rights.includes(page.right))
  const current = pages.find((page) => pathname.startsWith(page.to))
  return (
    <div className="grid h-full min-h-0 grid-rows-[auto_1fr] md:grid-cols-[200px_1fr] md:grid-rows-1">
      <nav aria-label={t('shell.admin')} className="hidden min-h-0 flex-col overflow-y-auto border-r border-line p-2 md:flex">
        {groups.map((group) => {
          const items = pages.filter((page) => page.group === group)
          return items.length === 0 ? null : (
            <div key={group} className="mb-3 flex flex-col gap-0.5">
              <h2 className="px-2 py-1 text-meta-sm font-medium text-fg-3">{t(`admin.group.${group}`)}</h2>
              {items.map((page) => (
                <Link
                  key={page.to}
                  to={page.to}
                  activeOptions={{ exact: false }}
                  className="flex h-7.5 items-center rounded-button px-2 text-fg-2 hover:bg-sunken hover:text-fg aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-fg"
                >
                  {t(page.label)}
                </Link>
              ))}
            </div>
          )
        })}
      </nav>
      <nav aria-label={t('shell.admin')} className="border-b border-line p-2 md:hidden">
        <Select
          aria-label={t('shell.admin')}
          value={current?.to ?? ''}
          options={pages.map((page) => ({ value: page.to, label: t(page.label) }))}
          onValue={(value) => {
            const page = pages.find((candidate) => candidate.to === value)
            if (page !== undefined) void navigate({ to: page.to })
          }}
        />
      </nav>
      <main className="min-h-0 overflow-y-auto bg-surface">
        <Outlet />
      </main>
    </div>
  )
}

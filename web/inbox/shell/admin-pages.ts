/** The admin pages in their order, with the right that each needs. */
export const adminPages = [
  { to: '/admin/start', label: 'admin.start', right: null, group: 'setup' },
  { to: '/admin/properties', label: 'admin.properties', right: 'properties', group: 'setup' },
  { to: '/admin/channels', label: 'admin.channels', right: 'channels', group: 'setup' },
  { to: '/admin/people', label: 'admin.people', right: 'people', group: 'setup' },
  { to: '/admin/distribution', label: 'admin.distribution', right: 'chat_settings', group: 'chats' },
  { to: '/admin/auto-close', label: 'admin.autoClose', right: 'chat_settings', group: 'chats' },
  { to: '/admin/privacy', label: 'admin.privacy', right: 'chat_settings', group: 'chats' },
  { to: '/admin/api-keys', label: 'admin.apiKeys', right: 'account', group: 'system' },
  { to: '/admin/dead-letters', label: 'admin.deadLetters', right: 'channels', group: 'system' },
] as const

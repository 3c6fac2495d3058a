/** What the hub writes by mail. Plain text; `{url}` stands on a line of its own. */
export const mail = {
  'mail.inviteSubject': 'You are invited to {account} on Hubbub',
  'mail.inviteText':
    '{by} invites you to answer customers of {account}.\n\nOpen this link to join:\n{url}\n\nIf you did not expect this, do nothing.',
  'mail.resetSubject': 'Set a new password',
  'mail.resetText':
    'With this link you set a new password; it is valid for one hour:\n{url}\n\nIf you did not ask for it, do nothing.',
} as const

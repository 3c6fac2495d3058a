import type { Mail } from '../../core/ports.ts'

/** By SMTP where SMTP_URL is given. The library is loaded with the first mail. */
export function createMail(args: { readonly smtpUrl: string | null; readonly from: string }): Mail {
  const { smtpUrl, from } = args
  if (smtpUrl === null) {
    return {
      configured: false,
      send: async () => {
        throw new Error('No mail is configured: SMTP_URL is not set.')
      },
    }
  }
  return {
    configured: true,
    send: async (mail) => {
      const { createTransport } = await import('nodemailer')
      const transport = createTransport({
        url: smtpUrl,
        connectionTimeout: 10_000,
        greetingTimeout: 10_000,
        socketTimeout: 20_000,
      })
      try {
        await transport.sendMail({ from, to: mail.to, subject: mail.subject, text: mail.text })
      } finally {
        transport.close()
      }
    },
  }
}

import type { Deps } from '../deps.ts'
import { answerVisitorConsent } from '../services/widget/answer-visitor-consent.ts'
import { beginVisitorSession } from '../services/widget/begin-visitor-session.ts'
import { endVisitorSession } from '../services/widget/end-visitor-session.ts'
import { listVisitorMessages } from '../services/widget/list-visitor-messages.ts'
import { sendVisitorMessage } from '../services/widget/send-visitor-message.ts'
import { readVisitorFile, uploadVisitorFile } from '../services/widget/visitor-files.ts'
import { readPart, sendFile } from './files.ts'
import { nothing } from './nothing.ts'
import { type Api, route } from './router.ts'

/** What the visitors of a widget may do. */
export function widgetRoutes(api: Api, deps: Deps): void {
  route(api, 'POST /widget/sessions', ({ body, c }) => beginVisitorSession(deps, { body, ip: c.var.ip }))
  route(api, 'DELETE /widget/sessions', ({ visitor }) => nothing(endVisitorSession(deps, visitor)))
  route(api, 'GET /widget/messages', ({ visitor, query }) => listVisitorMessages(deps, visitor, query))
  route(api, 'POST /widget/messages', ({ visitor, body, c }) => sendVisitorMessage(deps, visitor, { body, ip: c.var.ip }))
  route(api, 'POST /widget/consent', ({ visitor, body, c }) => answerVisitorConsent(deps, visitor, { body, ip: c.var.ip }))
  route(api, 'POST /widget/files', async ({ visitor, c }) => {
    const part = await readPart(c)
    return await uploadVisitorFile(deps, visitor, { name: part.name, body: part.stream(), ip: c.var.ip })
  })
  route(api, 'GET /widget/files/{id}', async ({ visitor, params }) => sendFile(await readVisitorFile(deps, visitor, params.id)))
}

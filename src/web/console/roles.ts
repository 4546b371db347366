/**
 * Who may do what in the console: every route has its line here, and what has none is refused (P-26).
 *
 * Which reports and registrations a commune's official finds behind these routes is `models/scope.ts`; which states they
 * may set is `models/registration-state.ts`.
 */
import type { OfficialRole } from '../../db/schema.ts'

export type Role = OfficialRole

const EVERYONE: readonly Role[] = ['admin', 'city', 'commune']
/** Who works for the whole city. */
const OFFICIALS: readonly Role[] = ['admin', 'city']
const ADMINS: readonly Role[] = ['admin']

/** "METHOD /path" as registered. `anyone`: without a session. */
export const ROLES: Readonly<Record<string, readonly Role[] | 'anyone'>> = {
  'GET /console/sign-in': 'anyone',
  'POST /console/sign-in': 'anyone',
  'GET /console/sign-in/:token': 'anyone',
  'POST /console/sign-in/:token': 'anyone',
  'POST /console/sign-out': EVERYONE,
  'GET /console/account': EVERYONE,
  'POST /console/account/password': EVERYONE,
  'POST /console/account/chat-code': EVERYONE,
  'POST /console/account/chat-accounts/:id/removal': EVERYONE,
  'GET /console': EVERYONE,
  'GET /console/reports': EVERYONE,
  'GET /console/reports/:id': EVERYONE,
  'POST /console/reports/:id/state': EVERYONE,
  'POST /console/reports/:id/messages': EVERYONE,
  'GET /console/registrations': EVERYONE,
  'GET /console/registrations/:id': EVERYONE,
  'POST /console/registrations/:id/state': EVERYONE,
  'POST /console/registrations/:id/messages': EVERYONE,
  'GET /console/registrations/list/:format': EVERYONE,
  'GET /console/registrations/:id/papers/:name': EVERYONE,
  'GET /console/attachments/:id/deletion': EVERYONE,
  'POST /console/attachments/:id/deletion': EVERYONE,
  'POST /console/deliveries/:id/decision': OFFICIALS,
  'GET /console/deliveries/:id/return': OFFICIALS,
  'POST /console/deliveries/:id/return': OFFICIALS,
  'GET /console/dead-letters': OFFICIALS,
  'POST /console/dead-letters/redrive': OFFICIALS,
  'GET /console/channels': OFFICIALS,
  'GET /console/channels/:name/renewal': OFFICIALS,
  'POST /console/channels/:name/renewal': OFFICIALS,
  'GET /console/retention': OFFICIALS,
  'GET /console/questions': OFFICIALS,
  'GET /console/questions/:id': OFFICIALS,
  'POST /console/questions/:id/answer': OFFICIALS,
  'GET /console/questions/:id/dismissal': OFFICIALS,
  'POST /console/questions/:id/dismissal': OFFICIALS,
  'GET /console/questions/:id/group': OFFICIALS,
  'POST /console/questions/:id/group': OFFICIALS,
  'POST /console/questions/:id/group/article': OFFICIALS,
  'POST /console/questions/:id/group/dismissal': OFFICIALS,
  'GET /console/handovers': OFFICIALS,
  'GET /console/handovers/:id': OFFICIALS,
  'POST /console/handovers/:id/messages': OFFICIALS,
  'GET /console/handovers/:id/closure': OFFICIALS,
  'POST /console/handovers/:id/closure': OFFICIALS,
  'GET /console/data-requests': OFFICIALS,
  'GET /console/data-requests/:id': OFFICIALS,
  'POST /console/data-requests/:id/answer': OFFICIALS,
  'POST /console/data-requests/:id/extension': OFFICIALS,
  'POST /console/data-requests/:id/completion': OFFICIALS,
  'POST /console/data-requests/:id/refusal': OFFICIALS,
  'GET /console/data-requests/:id/erasure': OFFICIALS,
  'POST /console/data-requests/:id/erasure': OFFICIALS,
  'POST /console/data-requests/:id/third-party': OFFICIALS,
  'GET /console/articles': OFFICIALS,
  'POST /console/articles': OFFICIALS,
  'GET /console/articles/new': OFFICIALS,
  'GET /console/articles/:id': OFFICIALS,
  'GET /console/articles/:id/text': OFFICIALS,
  'POST /console/articles/:id/text': OFFICIALS,
  'GET /console/articles/:id/retirement': OFFICIALS,
  'POST /console/articles/:id/retirement': OFFICIALS,
  'GET /console/articles/:id/restoration': OFFICIALS,
  'POST /console/articles/:id/restoration': OFFICIALS,
  'POST /console/articles/:id/questions/:question/removal': OFFICIALS,
  'GET /console/words': OFFICIALS,
  'POST /console/words': OFFICIALS,
  'POST /console/words/:id/removal': OFFICIALS,
  'GET /console/broadcasts': OFFICIALS,
  'POST /console/broadcasts': OFFICIALS,
  'GET /console/broadcasts/new': OFFICIALS,
  'GET /console/broadcasts/:id': OFFICIALS,
  'GET /console/broadcasts/:id/people': OFFICIALS,
  'GET /console/broadcasts/:id/text': OFFICIALS,
  'POST /console/broadcasts/:id/text': OFFICIALS,
  'GET /console/broadcasts/:id/deletion': OFFICIALS,
  'POST /console/broadcasts/:id/deletion': OFFICIALS,
  'POST /console/broadcasts/:id/preview': OFFICIALS,
  'POST /console/broadcasts/:id/request': OFFICIALS,
  'POST /console/broadcasts/:id/approval': OFFICIALS,
  'POST /console/broadcasts/:id/withdrawal': OFFICIALS,
  'POST /console/broadcasts/:id/pause': OFFICIALS,
  'POST /console/broadcasts/:id/resumption': OFFICIALS,
  'GET /console/broadcasts/:id/stop': OFFICIALS,
  'POST /console/broadcasts/:id/stop': OFFICIALS,
  'GET /console/officials': ADMINS,
  'POST /console/officials': ADMINS,
  'GET /console/officials/new': ADMINS,
  'GET /console/officials/:id/role': ADMINS,
  'POST /console/officials/:id/role': ADMINS,
  'GET /console/officials/:id/link': ADMINS,
  'POST /console/officials/:id/link': ADMINS,
}

/** @param line "METHOD /path" as registered; what has no line is nobody's */
export function mayUse(role: Role, line: string): boolean {
  const allowed = ROLES[line]
  return allowed === 'anyone' || (allowed?.includes(role) ?? false)
}

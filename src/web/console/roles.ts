/**
 * Who may do what in the console: every route has its line here, and what has none is refused (P-26).
 *
 * One role so far. A new one is a word in `Role` and in the lines that it may use.
 */
export type Role = 'official'

const OFFICIALS: readonly Role[] = ['official']

/** "METHOD /path" as registered. `anyone`: without a session. */
export const ROLES: Readonly<Record<string, readonly Role[] | 'anyone'>> = {
  'GET /console/sign-in': 'anyone',
  'POST /console/sign-in': 'anyone',
  'GET /console/sign-in/:token': 'anyone',
  'POST /console/sign-in/:token': 'anyone',
  'POST /console/sign-out': OFFICIALS,
  'GET /console/account': OFFICIALS,
  'POST /console/account/password': OFFICIALS,
  'POST /console/account/chat-code': OFFICIALS,
  'POST /console/account/chat-accounts/:id/removal': OFFICIALS,
  'GET /console': OFFICIALS,
  'GET /console/reports': OFFICIALS,
  'GET /console/reports/:id': OFFICIALS,
  'POST /console/reports/:id/state': OFFICIALS,
  'POST /console/reports/:id/messages': OFFICIALS,
  'GET /console/registrations': OFFICIALS,
  'GET /console/registrations/:id': OFFICIALS,
  'POST /console/registrations/:id/state': OFFICIALS,
  'POST /console/registrations/:id/messages': OFFICIALS,
  'GET /console/attachments/:id/deletion': OFFICIALS,
  'POST /console/attachments/:id/deletion': OFFICIALS,
  'POST /console/deliveries/:id/decision': OFFICIALS,
  'GET /console/deliveries/:id/return': OFFICIALS,
  'POST /console/deliveries/:id/return': OFFICIALS,
  'GET /console/dead-letters': OFFICIALS,
  'POST /console/dead-letters/redrive': OFFICIALS,
  'GET /console/questions': OFFICIALS,
  'GET /console/questions/:id': OFFICIALS,
  'POST /console/questions/:id/answer': OFFICIALS,
  'GET /console/questions/:id/dismissal': OFFICIALS,
  'POST /console/questions/:id/dismissal': OFFICIALS,
  'GET /console/handovers': OFFICIALS,
  'GET /console/handovers/:id': OFFICIALS,
  'POST /console/handovers/:id/messages': OFFICIALS,
  'GET /console/handovers/:id/closure': OFFICIALS,
  'POST /console/handovers/:id/closure': OFFICIALS,
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
}

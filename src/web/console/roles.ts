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
}

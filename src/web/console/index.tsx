/** The console for officials: everything under `/console`, behind one guard. */
import { Hono } from 'hono'
import { isOutage } from '../../db/connect.ts'
import { errorFields } from '../../lib/log.ts'
import { account } from './account.tsx'
import { addedWordRoutes } from './added-words.tsx'
import { articleRoutes } from './articles.tsx'
import { attachmentRoutes } from './attachments.tsx'
import { broadcastRoutes } from './broadcasts.tsx'
import { channelRoutes } from './channels.tsx'
import type { ConsoleEnv } from './console-env.ts'
import { dataRequestRoutes } from './data-requests.tsx'
import { deadLetterRoutes } from './dead-letters.tsx'
import { deliveryRoutes } from './deliveries.tsx'
import { desk } from './desk.tsx'
import { guard } from './guard.ts'
import { handoverRoutes } from './handovers.tsx'
import { officialRoutes } from './officials.tsx'
import { paperRoutes } from './papers.ts'
import { questionRoutes } from './questions.tsx'
import { refusal } from './refusal.tsx'
import { registrationRoutes } from './registrations.tsx'
import { reportRoutes } from './reports.tsx'
import { retentionRoutes } from './retention.tsx'
import { signIn } from './sign-in.tsx'

export const consoleRoutes = new Hono<ConsoleEnv>()

consoleRoutes.use(guard)
consoleRoutes.route('/', desk)
consoleRoutes.route('/', signIn)
consoleRoutes.route('/account', account)
consoleRoutes.route('/reports', reportRoutes)
consoleRoutes.route('/registrations', registrationRoutes)
consoleRoutes.route('/registrations', paperRoutes)
consoleRoutes.route('/attachments', attachmentRoutes)
consoleRoutes.route('/deliveries', deliveryRoutes)
consoleRoutes.route('/dead-letters', deadLetterRoutes)
consoleRoutes.route('/questions', questionRoutes)
consoleRoutes.route('/handovers', handoverRoutes)
consoleRoutes.route('/data-requests', dataRequestRoutes)
consoleRoutes.route('/articles', articleRoutes)
consoleRoutes.route('/words', addedWordRoutes)
consoleRoutes.route('/broadcasts', broadcastRoutes)
consoleRoutes.route('/channels', channelRoutes)
consoleRoutes.route('/retention', retentionRoutes)
consoleRoutes.route('/officials', officialRoutes)

/** A database that is away is told as such, and nothing typed is lost; all else is a fault, for the server's own page. */
consoleRoutes.onError((error, c) => {
  if (!isOutage(error)) throw error
  c.env.log.error('console_without_database', errorFields(error))
  c.header('Retry-After', '60')
  return refusal(c, 503)
})

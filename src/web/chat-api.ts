/** `/api/chat/messages`: what the page's script and black-box tests talk to (`contract.md`). */
import { type Context, Hono } from 'hono'
import { isOutage } from '../db/connect.ts'
import { errorFields } from '../lib/log.ts'
import { translator } from '../texts.ts'
import { readSent } from './chat-input.ts'
import { isOpen, settled, take } from './chat-intake.ts'
import { addressOf, isForeign, keepSession } from './chat-session.ts'
import type { Answer } from './client/said.ts'
import type { Env } from './env.ts'
import { failure } from './failure.ts'
import { repliesTo, talkOf } from './talk.ts'

export const chatApi = new Hono<Env>()

chatApi.use(async (c, next) => {
  await next()
  c.header('Cache-Control', 'no-store')
})

chatApi.post('/messages', async (c) => {
  if (isForeign(c)) return failure(c, 403, 'foreign')
  const read = await readSent(c.req.raw)
  if (!read.ok) return failure(c, read.status, read.code)
  const address = keepSession(c)
  const taken = await take(c.env, address, read.sent)
  read.held?.release()
  if (!taken) return tryAgain(c)
  const known = await settled(c.env, taken)
  const messages = known ? await repliesTo(c.env, address, known.id) : []
  return c.json<Answer>({ messages, pending: isOpen(known) })
})

chatApi.get('/messages', async (c) => {
  const after = c.req.query('after')
  if (after !== undefined && !/^\d{1,18}$/.test(after)) return failure(c, 400, 'bad_after')
  const address = addressOf(c)
  if (!address) return c.json<Answer>({ messages: [], own: [], session: false })
  const { said, own } = await talkOf(c.env, address, translator(c.req.query('lang') === 'en' ? 'en' : 'vi'), { after })
  return c.json<Answer>({ messages: said, own, session: true })
})

/** A database that is away is no fault of this request: the page tries again, and nothing is done twice. */
chatApi.onError((error, c) => {
  if (!isOutage(error)) throw error
  c.env.log.error('chat_without_database', errorFields(error))
  return tryAgain(c)
})

function tryAgain(c: Context<Env>): Response {
  c.header('Retry-After', '5')
  return failure(c, 503, 'try_again')
}

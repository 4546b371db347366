/**
 * The chat page. The server renders the talk so far, and every button is a form, so the page works before its script
 * comes and without it; the script then takes over the sending (`client/chat.ts`).
 */
import { type Context, Hono } from 'hono'
import { isOutage } from '../db/connect.ts'
import { errorFields } from '../lib/log.ts'
import type { Language } from '../message.ts'
import * as people from '../models/person.ts'
import { translator } from '../texts.ts'
import { readSent } from './chat-input.ts'
import { settled, take } from './chat-intake.ts'
import { type ChatView, chatPage, type Problem } from './chat-page.tsx'
import { addressOf, isForeign, keepSession } from './chat-session.ts'
import type { Env } from './env.ts'
import { isWaiting, SCREENS, talkOf } from './talk.ts'

export const chat = new Hono<Env>()

chat.use(async (c, next) => {
  await next()
  c.header('Cache-Control', 'no-store')
})

chat.get('/', async (c) => chatPage(c, await viewOf(c)))

/** The form of the page without script. */
chat.post('/', async (c) => {
  if (isForeign(c)) return refused(c, { status: 403 })
  const read = await readSent(c.req.raw)
  if (!read.ok) return refused(c, { status: read.status })
  const { content } = read.sent
  const taken = await take(c.env, keepSession(c), read.sent)
  read.held?.release()
  if (!taken) {
    c.header('Retry-After', '5')
    return refused(c, { status: 503, ...(content.type === 'text' && { typed: content.text }) })
  }
  await settled(c.env, taken)
  return c.redirect('/chat#latest', 303)
})

/** While the database is away the page is there without the talk, and its script keeps what is typed. */
chat.onError((error, c) => {
  if (!isOutage(error)) throw error
  c.env.log.error('chat_without_database', errorFields(error))
  c.header('Retry-After', '60')
  return chatPage(c, { ...blank(c, 'vi'), isAway: true })
})

async function refused(c: Context<Env>, problem: Problem) {
  const view = await viewOf(c).catch((error) => {
    // The reason of the refusal may be that the database is away: it is told all the same.
    if (!isOutage(error)) throw error
    return { ...blank(c, 'vi'), isAway: true }
  })
  return chatPage(c, { ...view, problem })
}

async function viewOf(c: Context<Env>): Promise<ChatView> {
  const isNew = addressOf(c) === null
  const address = keepSession(c)
  const { db, vault } = c.env
  const known = isNew ? undefined : await people.find(db, vault, 'web', address)
  const asked: Language = c.req.query('lang') === 'en' ? 'en' : 'vi'
  if (!known) return { ...blank(c, asked), isNew, ...(!isNew && (await talkSoFar(c, address, asked))) }
  const { language } = await people.load(db, vault, known.id)
  return { ...blank(c, language), isKnown: true, ...(await talkSoFar(c, address, language)) }
}

async function talkSoFar(c: Context<Env>, address: string, language: Language) {
  const talk = await talkOf(c.env, address, translator(language), { limit: SCREENS })
  return { talk, isWaiting: await isWaiting(c.env, address, talk) }
}

function blank(c: Context<Env>, language: Language): ChatView {
  return {
    language,
    isNew: false,
    isKnown: false,
    isAway: false,
    isWaiting: false,
    talk: { said: [], own: [] },
    now: c.env.now(),
  }
}

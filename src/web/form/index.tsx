/**
 * The page of a draft (docs/decisions/0023): what a chat is bad at is filled in here, by a signed link that opens this draft
 * and nothing else. The page writes nothing itself: what is saved is an update of the person's, handled in its turn.
 */
import { type Context, Hono } from 'hono'
import { wardAt } from '../../city/wards.ts'
import { isOutage } from '../../db/connect.ts'
import { parseJson, readBody } from '../../lib/body.ts'
import { errorFields } from '../../lib/log.ts'
import * as people from '../../models/person.ts'
import { isFlooding, SlowDatabase } from '../chat-intake.ts'
import { isForeign } from '../chat-session.ts'
import type { Env } from '../env.ts'
import { failure } from '../failure.ts'
import { checked } from './checked.ts'
import { closedPage } from './closed.tsx'
import { filed } from './files.ts'
import { mapPicture } from './map.ts'
import { type Opened, opened } from './opened.ts'
import { formPage } from './page.tsx'
import { readPosted } from './posted.ts'
import { isStored, type Saved, save, waitFor } from './save.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const SAID = ['yes', 'later', 'no', 'same'] as const

export const form = new Hono<Env>()

form.use(async (c, next) => {
  await next()
  if (c.req.path !== '/form/map.svg') c.header('Cache-Control', 'no-store')
  c.header('X-Robots-Tag', 'noindex, nofollow')
})

form.get('/map.svg', (c) => mapPicture(c))
/** A link that lost its end on the way. */
form.get('/', (c) => closedPage(c, { why: 'unknown' }))

/** The commune around a position, which is looked at and let go: neither kept nor logged (L-07). */
form.post('/place', async (c) => {
  if (isForeign(c)) return failure(c, 403, 'foreign')
  const body = await readBody(c.req.raw, { maxBytes: 1024, totalMs: 5000 })
  if (!body.ok) return failure(c, body.status, body.status === 413 ? 'too_large' : body.status === 408 ? 'too_slow' : 'broken')
  const json = parseJson(body.bytes, { maxDepth: 4 })
  const { lat, lng } = (json.ok && typeof json.value === 'object' && json.value !== null ? json.value : {}) as Record<
    string,
    unknown
  >
  if (typeof lat !== 'number' || typeof lng !== 'number') return failure(c, 400, 'not_json')
  return c.json({ commune: wardAt(lat, lng)?.code ?? null })
})

form.get('/:nonce/:person', async (c) => {
  const found = await opened(c)
  const said = SAID.find((one) => one === c.req.query('saved'))
  if ('shut' in found) return closedPage(c, { ...found.shut, ...(said === 'yes' && { isSaved: true }) })
  return formPage(c, found.page, said ? { said } : {})
})

form.post('/:nonce/:person', async (c) => {
  if (isForeign(c)) return closedPage(c, { why: 'foreign' })
  const found = await opened(c)
  if ('shut' in found) return closedPage(c, found.shut)
  const read = await readPosted(c.req.raw)
  if (!read.ok)
    return closedPage(c, { why: read.status === 503 ? 'busy' : 'broken', status: read.status, person: found.page.person })
  try {
    return await taken(c, found.page, read.posted)
  } finally {
    read.release()
  }
})

form.onError((error, c) => {
  if (!isOutage(error) && !(error instanceof SlowDatabase)) throw error
  c.env.log.error('form_without_database', errorFields(error))
  c.header('Retry-After', '60')
  return closedPage(c, { why: 'busy' })
})

type Posted = Extract<Awaited<ReturnType<typeof readPosted>>, { ok: true }>['posted']

/** What is right is saved also where something else is not: files cannot be put back into a page. */
async function taken(c: Context<Env>, page: Opened, posted: Posted): Promise<Response> {
  const { person } = page
  const given = posted.text('id') ?? ''
  const id = UUID.test(given) ? given : crypto.randomUUID()
  if (await isStored(c.env, page, id)) return onward(c, page, await waitFor(c.env, person.channel, id))
  if (await isFlooding(c.env, await people.keyOf(c.env.vault, person.channel, person.address))) return busy(c, page, 'flood')
  const read = checked(page, posted, c.env.now())
  const files = await filed(c.env, page, posted)
  const fields = [...read.fields, ...files.fields]
  const saved = fields.length > 0 ? await save(c.env, page, id, fields) : 'same'
  if (saved === null) return busy(c, page)
  const isWrong = Object.keys(read.faults).length + read.newer.length + Object.keys(files.refused).length > 0
  if (!isWrong) return onward(c, page, saved)
  const again = await opened(c)
  if ('shut' in again) return closedPage(c, { ...again.shut, isSaved: true })
  return formPage(c, again.page, { ...read, refused: files.refused, status: 422 })
}

function onward(c: Context<Env>, { path }: Opened, saved: Saved | 'same'): Response {
  return c.redirect(`${path}&saved=${saved}`, 303)
}

function busy(c: Context<Env>, { person }: Opened, why: 'busy' | 'flood' = 'busy') {
  c.header('Retry-After', '60')
  return closedPage(c, { why, person })
}

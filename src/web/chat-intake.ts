/**
 * A message of the web chat on its way in: photos are checked, stripped and stored, then the inbox row is written, and
 * only then is anything answered (P-01, P-03, P-23). What happens to it after that is the same as for any channel.
 */
import { sql } from 'kysely'
import type { Deps } from '../deps.ts'
import { errorFields } from '../lib/log.ts'
import { cleanPhoto, sniffFile } from '../lib/photo.ts'
import { randomName } from '../lib/random.ts'
import type { ChannelName, Inbound, InboundContent, MediaRef } from '../message.ts'
import * as inbox from '../models/inbox.ts'
import * as people from '../models/person.ts'
import type { Sent, Upload } from './chat-input.ts'

/** P-03 */
const STORE_MS = 1200
/** Writes at once beyond which more are refused at the door: a slow database must not pile up requests. */
const MAX_WRITING = 64
/** How long an answer is waited for (`contract.md`). */
const WAIT_MS = 8000

export interface Taken {
  readonly updateId: string
  /** absent: the web chat */
  readonly channel?: ChannelName
}

/** Stores a message once, however often it comes (P-02); null: it could not be stored, the page must send it again. */
export function take(deps: Deps, address: string, sent: Sent): Promise<Taken | null> {
  return atDoor(deps, 'web_message_not_stored', async () => {
    const personKey = await people.keyOf(deps.vault, 'web', address)
    const updateId = `${personKey}:${sent.id}`
    await store(deps, { channel: 'web', updateId, address, ...spoken(sent) }, sent, personKey)
    return { updateId }
  })
}

/** Writes to the inbox, where not too many are at it; null: the door is shut, or the write failed, and `event` is logged. */
export async function atDoor<Value>({ intake, log }: Deps, event: string, write: () => Promise<Value>): Promise<Value | null> {
  if (intake.writing >= MAX_WRITING) return null
  intake.writing += 1
  try {
    return await write()
  } catch (error) {
    // Whatever is away now (database, storage), the page keeps what was typed and is asked to send it again.
    log.error(event, errorFields(error))
    return null
  } finally {
    intake.writing -= 1
  }
}

/** Waits for a message to be handled, at most eight seconds; where it stands then. */
export async function settled(deps: Deps, { updateId, channel = 'web' }: Taken): Promise<inbox.Known | undefined> {
  const until = Date.now() + WAIT_MS
  let round: Promise<void> | null = null
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 500)) {
    round ??= deps.wake().finally(() => {
      round = null
    })
    await Promise.race([round, pause(1000)])
    const known = await inbox.find(deps.db, channel, updateId)
    if (!isOpen(known) || Date.now() + pauseMs > until) return known
    await pause(pauseMs)
  }
}

/** Whether an answer may still come. */
export function isOpen(known: inbox.Known | undefined): boolean {
  return known?.state === 'pending' || known?.state === 'leased'
}

function spoken({ language }: Sent): { languageTag?: string } {
  return language ? { languageTag: language } : {}
}

async function store(deps: Deps, head: Omit<Inbound, 'content'>, { content }: Sent, personKey: string): Promise<void> {
  if (content.type !== 'uploads') return add(deps, { ...head, content })
  // Asked first only here: the bytes of a repeat need not be stored a second time.
  if (await inTime(inbox.find(deps.db, 'web', head.updateId))) return
  const uploads = (await isFlooding(deps, personKey)) ? [] : content.uploads
  const media = await keep(deps, uploads)
  const whole: InboundContent = { type: 'media', media, ...(content.caption !== undefined && { caption: content.caption }) }
  return add(deps, { ...head, content: whole })
}

/** The row. Photos of one that was there already, or could not be written, are let go, also when we no longer wait. */
export async function add(deps: Deps, inbound: Inbound): Promise<void> {
  const written = inbox.add(deps.db, deps.vault, { inbound, raw: JSON.stringify(inbound), albumWaitSeconds: 0 })
  const over = written.then(
    (isNew) => (isNew ? undefined : drop(deps, inbound.content)),
    async (error) => {
      await drop(deps, inbound.content)
      throw error
    },
  )
  await inTime(over)
}

/** A message beyond what a minute allows is not handled (P-20), so its photos are not kept either. */
export async function isFlooding(deps: Deps, personKey: string): Promise<boolean> {
  const { recent } = await inTime(
    deps.db
      .selectFrom('inbox')
      .select((count) => count.fn.countAll<string>().as('recent'))
      .where('person_key', '=', personKey)
      .where('received_at', '>', sql<Date>`now() - make_interval(secs => ${inbox.FLOOD.seconds})`)
      .executeTakeFirstOrThrow(),
  )
  return Number(recent) >= inbox.FLOOD.updates
}

async function keep(deps: Deps, uploads: readonly Upload[]): Promise<readonly MediaRef[]> {
  const media: MediaRef[] = []
  for (const upload of uploads) media.push(await keepOne(deps, upload))
  return media
}

/** What it is, its bytes say; the field it came in only says what is tried first. */
export async function keepOne(deps: Deps, { kind, bytes, fileName }: Upload): Promise<MediaRef> {
  const named = fileName === undefined ? {} : { fileName }
  const paper = sniffFile(bytes)
  if (paper) return put(deps, { kind: 'file', bytes, contentType: paper }, named)
  const photo = cleanPhoto(bytes)
  if (photo.ok) {
    const { width, height } = photo
    return put(deps, { kind: 'photo', ...photo }, { ...named, width, height })
  }
  const why = kind === 'file' && photo.why === 'not_a_photo' ? 'not_accepted' : photo.why
  return { from: 'refused', kind, why, ...named }
}

async function put(
  { storage }: Deps,
  { kind, bytes, contentType }: { kind: 'photo' | 'file'; bytes: Uint8Array; contentType: string },
  about: { fileName?: string; width?: number; height?: number },
): Promise<MediaRef> {
  const key = `${kind}s/${randomName()}`
  await storage.put(key, bytes, contentType)
  return { from: 'storage', kind, key, contentType, bytes: bytes.length, ...about }
}

async function drop({ storage, log }: Deps, content: InboundContent): Promise<void> {
  const parts = content.type === 'form' ? content.fields : content.type === 'media' ? [content] : []
  for (const media of parts.flatMap((part) => ('media' in part ? part.media : []))) {
    if (media.from !== 'storage') continue
    // Bytes that nothing names are out of reach; an operator sees that they are left.
    await storage.delete(media.key).catch((error) => log.warn('upload_left', errorFields(error)))
  }
}

/** Not away, but slower than a person is let wait. */
export class SlowDatabase extends Error {
  override readonly name = 'SlowDatabase'
}

/** @throws SlowDatabase when it takes longer than the promise of P-03 allows */
async function inTime<Value>(work: Promise<Value>): Promise<Value> {
  const late = Symbol('late')
  const first = await Promise.race([work, pause(STORE_MS).then(() => late)])
  if (first === late) {
    work.catch(() => undefined)
    throw new SlowDatabase('The database is slow.')
  }
  return first as Value
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

import type { Tx } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { cleanPhoto, sniffFile } from '../lib/photo.ts'
import { randomName } from '../lib/random.ts'
import * as attachments from '../models/attachment.ts'
import * as discardedFiles from '../models/discarded-file.ts'
import * as outbox from '../models/outbox.ts'
import * as people from '../models/person.ts'
import { translator } from '../texts.ts'
import { drain, type Job } from './drain.ts'

const AT_ONCE = 4
const FETCH_MS = 15_000

/** Brings photos and papers from a platform into our storage, checked and without GPS; a report never waits for it. */
export const saveAttachments: Job = {
  name: 'save-attachments',
  run: (deps, budget) =>
    drain(deps, 'save-attachments', budget, {
      claim: () => attachments.claim(deps.db, deps.vault, { leaseSeconds: deps.config.leaseSeconds, limit: AT_ONCE }),
      handle: (wanted) => save(deps, wanted),
      fail: async (wanted) => {
        const state = await attachments.recordFailure(deps.db, wanted)
        if (state === 'lost') deps.log.error('attachment_lost', { attachment: wanted.id.slice(0, 8) })
      },
      release: (wanted) => attachments.release(deps.db, wanted),
    }),
}

async function save(deps: Deps, wanted: attachments.Wanted): Promise<void> {
  const { media } = wanted
  const person = await people.load(deps.db, deps.vault, wanted.personId)
  const channel = deps.channels.get(person.channel)
  if (media.from !== 'platform' || !channel) throw new Error(`Attachment ${wanted.id.slice(0, 8)} cannot be fetched.`)
  const signal = AbortSignal.timeout(Math.min(FETCH_MS, deps.config.leaseSeconds * 800))
  const response = await channel.fetchMedia(media, signal)
  const saved = await stored(deps, wanted, new Uint8Array(await response.arrayBuffer()))
  await deps.db.transaction().execute(async (tx) => {
    if (!(await attachments.settle(tx, wanted, saved))) return discarded(tx, saved)
    if (saved.state !== 'refused') return
    const t = translator(person.language)
    const text = t(wanted.kind === 'file' ? 'registration:papers.unreadable' : 'common:media.unreadable')
    await outbox.enqueue(tx, deps.vault, { personId: person.id, message: { type: 'message', text }, limits: channel.limits })
  })
}

/** Another worker has it, or it was deleted meanwhile: nothing names these bytes. */
async function discarded(tx: Tx, saved: attachments.Saved): Promise<void> {
  await discardedFiles.add(tx, [saved.state === 'stored' ? saved.storageKey : null])
}

async function stored(deps: Deps, wanted: attachments.Wanted, bytes: Uint8Array): Promise<attachments.Saved> {
  // A picture may be sent as a file: it loses its position all the same.
  const checked = wanted.kind === 'photo' ? checkedPhoto(bytes) : (checkedFile(bytes) ?? checkedPhoto(bytes))
  if (!checked) return { state: 'refused' }
  const storageKey = `${wanted.kind}s/${randomName()}`
  await deps.storage.put(storageKey, checked.bytes, checked.contentType)
  const { contentType, width, height } = checked
  return { state: 'stored', storageKey, contentType, bytes: checked.bytes.length, width, height }
}

function checkedPhoto(bytes: Uint8Array) {
  const photo = cleanPhoto(bytes)
  return photo.ok ? photo : null
}

function checkedFile(bytes: Uint8Array) {
  const contentType = sniffFile(bytes)
  return contentType && { bytes, contentType, width: null, height: null }
}

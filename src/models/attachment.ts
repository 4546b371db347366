import { sql } from 'kysely'
import type { Db, Tx } from '../db/schema.ts'
import { randomName } from '../lib/random.ts'
import type { Vault } from '../lib/seal.ts'
import type { MediaRef } from '../message.ts'
import { idsOf } from './account-link.ts'
import * as discardedFiles from './discarded-file.ts'

export interface Attachment {
  readonly id: string
  readonly kind: 'photo' | 'file'
  /** of a dossier: which paper; null: a photo of the product, or of something else */
  readonly paper: string | null
  readonly state: 'wanted' | 'stored' | 'refused' | 'lost' | 'deleted'
  readonly storageKey: string | null
  readonly contentType: string | null
  readonly width: number | null
  readonly height: number | null
  readonly createdAt: Date
}

/** A photo or file that came in; on a platform still (a job fetches it) or in our storage already. The id, for links. */
export async function add(
  tx: Tx,
  vault: Vault,
  personId: string,
  media: Exclude<MediaRef, { from: 'refused' }>,
): Promise<string> {
  const id = randomName()
  const stored = media.from === 'storage' ? media : null
  await tx
    .insertInto('attachment')
    .values({
      id,
      person_id: personId,
      kind: media.kind,
      source: await vault.seal(JSON.stringify(media), 'attachment.source'),
      state: stored ? 'stored' : 'wanted',
      storage_key: stored?.key ?? null,
      content_type: stored?.contentType ?? null,
      bytes: stored?.bytes ?? null,
      width: stored?.width ?? null,
      height: stored?.height ?? null,
    })
    .execute()
  return id
}

/** In our storage, or on its way there: not deleted, refused or lost. */
export function isHeld({ state }: Pick<Attachment, 'state'>): boolean {
  return state === 'stored' || state === 'wanted'
}

type Subject = { readonly reportId: string } | { readonly registrationId: string } | { readonly handoverId: string }

/** Joins a person's loose attachments, of whichever account, to what they filed; ids of others are passed over. */
export async function claimFor(tx: Tx, personId: string, ids: readonly string[], subject: Subject): Promise<void> {
  if (ids.length === 0) return
  await tx
    .updateTable('attachment')
    .set(columnsOf(subject))
    .where('id', 'in', ids)
    .where('person_id', 'in', idsOf(tx, personId))
    .execute()
}

/**
 * What a helper sent for a producer's registration becomes the producer's. What still lies on the helper's platform is
 * fetched from there first, so it moves when it is stored (`settle`).
 */
export async function giveTo(tx: Tx, registrationId: string, personId: string): Promise<void> {
  await tx
    .updateTable('attachment')
    .set({ person_id: personId })
    .where('registration_id', '=', registrationId)
    .where('state', '<>', 'wanted')
    .where('person_id', 'not in', idsOf(tx, personId))
    .execute()
}

/** They belong to nothing any more, as in a draft. */
export async function loosen(tx: Tx, registrationId: string): Promise<void> {
  await tx.updateTable('attachment').set({ registration_id: null }).where('registration_id', '=', registrationId).execute()
}

/** Which paper each is, `unnamed` where nobody said. */
export async function namePapers(
  tx: Tx,
  papers: readonly { readonly id: string; readonly paper: string | null }[],
): Promise<void> {
  for (const { id, paper } of papers)
    await tx
      .updateTable('attachment')
      .set({ paper: paper ?? 'unnamed' })
      .where('id', '=', id)
      .execute()
}

export async function find(db: Db, id: string): Promise<Attachment | null> {
  const row = await db.selectFrom('attachment').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? shown(row) : null
}

export async function listOf(db: Db, subject: Subject): Promise<readonly Attachment[]> {
  const columns = columnsOf(subject)
  const rows = await db
    .selectFrom('attachment')
    .selectAll()
    .where((where) => where.and(columns))
    .orderBy('created_at')
    .execute()
  return rows.map(shown)
}

/** Gone for good, at an official's tap (L-07): out of reach at once, its bytes as soon as the storage answers. null: it was gone. */
export async function remove(tx: Tx, id: string): Promise<{ personId: string } | null> {
  const row = await tx.selectFrom('attachment').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row || row.state === 'deleted') return null
  await tx.updateTable('attachment').set({ state: 'deleted', storage_key: null }).where('id', '=', id).execute()
  await discardedFiles.add(tx, [row.storage_key])
  return { personId: row.person_id }
}

/** The rows themselves, where what they belong to is erased. */
export async function erase(tx: Tx, which: Subject | { readonly ids: readonly string[] }): Promise<void> {
  if ('ids' in which && which.ids.length === 0) return
  const gone = await tx
    .deleteFrom('attachment')
    .where((where) => ('ids' in which ? where('id', 'in', which.ids) : where.and(columnsOf(which))))
    .returning('storage_key')
    .execute()
  await discardedFiles.add(
    tx,
    gone.map((row) => row.storage_key),
  )
}

export interface Wanted {
  readonly id: string
  readonly personId: string
  readonly kind: 'photo' | 'file'
  readonly media: MediaRef
  readonly attempts: number
  readonly fence: number
}

const MAX_ATTEMPTS = 8

/** Photos still on a platform that are due, leased to the caller. */
export async function claim(db: Db, vault: Vault, options: { leaseSeconds: number; limit: number }): Promise<readonly Wanted[]> {
  const due = db
    .selectFrom('attachment')
    .select('id')
    .where('state', '=', 'wanted')
    .where('due_at', '<=', sql<Date>`now()`)
    .where((where) => where.or([where('leased_until', 'is', null), where('leased_until', '<', sql<Date>`now()`)]))
    .orderBy('due_at')
    .limit(options.limit)
    .forUpdate()
    .skipLocked()
  const rows = await db
    .updateTable('attachment')
    .set({
      fence: sql`fence + 1`,
      attempts: sql`attempts + 1`,
      leased_until: sql`now() + make_interval(secs => ${options.leaseSeconds})`,
    })
    .where('id', 'in', due)
    .returning(['id', 'person_id', 'kind', 'source', 'attempts', 'fence'])
    .execute()
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      personId: row.person_id,
      kind: row.kind,
      media: JSON.parse(await vault.open(row.source, 'attachment.source')) as MediaRef,
      attempts: row.attempts,
      fence: row.fence,
    })),
  )
}

export type Saved =
  | {
      readonly state: 'stored'
      readonly storageKey: string
      readonly contentType: string
      readonly bytes: number
      readonly width: number | null
      readonly height: number | null
    }
  | { readonly state: 'refused' }

/** false: the lease was lost, another worker has it. */
export async function settle(tx: Tx, wanted: Wanted, saved: Saved): Promise<boolean> {
  const result = await tx
    .updateTable('attachment')
    .set({
      state: saved.state,
      person_id: sql<string>`coalesce(${ownerOf()}, person_id)`,
      leased_until: null,
      ...(saved.state === 'stored' && {
        storage_key: saved.storageKey,
        content_type: saved.contentType,
        bytes: saved.bytes,
        width: saved.width,
        height: saved.height,
      }),
    })
    .where('id', '=', wanted.id)
    .where('fence', '=', wanted.fence)
    .where('state', '=', 'wanted')
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Of one that was sent for a producer who has confirmed it: that producer. */
function ownerOf() {
  return sql`(select r.person_id from registration r where r.id = attachment.registration_id and r.confirmed_at is not null
    and not exists (select 1 from person a join person b on b.id = r.person_id
      where a.id = attachment.person_id and (a.id = b.id or a.home_id = b.home_id)))`
}

/** Tried again with growing waits (10 s to about 20 min), then given up as lost: the report goes on without it. */
export async function recordFailure(db: Db, wanted: Wanted): Promise<'wanted' | 'lost'> {
  const state = wanted.attempts >= MAX_ATTEMPTS ? 'lost' : 'wanted'
  const waitSeconds = 10 * 2 ** (wanted.attempts - 1)
  await db
    .updateTable('attachment')
    .set({ state, leased_until: null, due_at: sql`now() + make_interval(secs => ${waitSeconds} * (0.8 + 0.4 * random()))` })
    .where('id', '=', wanted.id)
    .where('fence', '=', wanted.fence)
    .execute()
  return state
}

/** Gives back what was leased and not begun (P-35). */
export async function release(db: Db, wanted: Wanted): Promise<void> {
  await db
    .updateTable('attachment')
    .set({ leased_until: null, attempts: sql`attempts - 1` })
    .where('id', '=', wanted.id)
    .where('fence', '=', wanted.fence)
    .execute()
}

function columnsOf(subject: Subject): { report_id: string } | { registration_id: string } | { handover_id: string } {
  if ('reportId' in subject) return { report_id: subject.reportId }
  if ('registrationId' in subject) return { registration_id: subject.registrationId }
  return { handover_id: subject.handoverId }
}

function shown(row: {
  id: string
  kind: 'photo' | 'file'
  paper: string | null
  state: Attachment['state']
  storage_key: string | null
  content_type: string | null
  width: number | null
  height: number | null
  created_at: Date
}): Attachment {
  return {
    id: row.id,
    kind: row.kind,
    paper: row.paper,
    state: row.state,
    storageKey: row.storage_key,
    contentType: row.content_type,
    width: row.width,
    height: row.height,
    createdAt: row.created_at,
  }
}

/**
 * Everything that is kept about a person, of all linked accounts, unsealed: for nobody but that person (L-03).
 *
 * Rows under the names of their columns, so that what is given away is what is there; keys, hashes and what only machines
 * need (leases, attempts) are left out.
 */
import { sql } from 'kysely'
import type { Db } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'

/** Of any kind that JSON can hold, and dates. */
export type OwnRow = Readonly<Record<string, unknown>>

/** In the order in which people look for things. */
export const PARTS = [
  'accounts',
  'registrations',
  'reports',
  'steps',
  'transfers',
  'assessments',
  'files',
  'consents',
  'subscriptions',
  'reminders',
  'questions',
  'votes',
  'talks',
  'requests',
] as const
export type Part = (typeof PARTS)[number]
export type OwnData = Readonly<Record<Part, readonly OwnRow[]>>

interface Source {
  readonly table: string
  readonly columns: readonly string[]
  readonly sealed?: readonly string[]
  /** sealed JSON, given as it is */
  readonly sealedJson?: readonly string[]
  /** which rows are the person's; default: `person_id` */
  readonly own?: string
}

const OF_REPORT = 'report_id in (select id from report where person_id in (select id from own))'
const OF_REGISTRATION = `registration_id in
  (select id from registration where person_id in (select id from own) and state <> 'unconfirmed')`

const SOURCES: Readonly<Record<Part, Source>> = {
  accounts: {
    table: 'person',
    columns: ['channel', 'language', 'created_at', 'seen_at'],
    sealed: ['name', 'address'],
    own: 'id in (select id from own)',
  },
  registrations: {
    table: 'registration',
    columns: [
      ...['id', 'reference', 'state', 'commune_code', 'product_group', 'criteria_set', 'stars', 'decision', 'valid_until'],
      ...['created_at', 'updated_at'],
    ],
    sealed: ['name', 'phone', 'product', 'helper_name'],
    sealedJson: ['fields'],
    // What was filled in for another is the other's.
    own: `person_id in (select id from own) and state <> 'unconfirmed'`,
  },
  reports: {
    table: 'report',
    columns: ['id', 'reference', 'state', 'category', 'commune_code', 'created_at', 'updated_at'],
    sealed: ['description', 'place', 'position'],
  },
  steps: {
    table: 'state_change',
    columns: ['report_id', 'registration_id', 'state', 'at'],
    sealed: ['words'],
    own: `${OF_REPORT} or ${OF_REGISTRATION}`,
  },
  transfers: { table: 'transfer', columns: ['report_id', 'destination', 'fields', 'outcome', 'at'], own: OF_REPORT },
  assessments: {
    table: 'assessment',
    columns: ['id', 'criteria_set', 'total', 'stars', 'created_at'],
    sealed: ['product'],
    sealedJson: ['marks'],
  },
  files: {
    table: 'attachment',
    columns: [
      ...['id', 'report_id', 'registration_id', 'kind', 'paper', 'state', 'content_type', 'bytes', 'storage_key'],
      'created_at',
    ],
    own: `person_id in (select id from own)
      and (registration_id is null or registration_id not in (select id from registration where state = 'unconfirmed'))`,
  },
  consents: { table: 'consent', columns: ['purpose', 'topic', 'given', 'text_version', 'text_hash', 'channel', 'at'] },
  subscriptions: { table: 'subscription', columns: ['topic', 'commune_code', 'at'] },
  reminders: { table: 'person_reminder', columns: ['due_at', 'told_at'] },
  questions: {
    table: 'question',
    columns: ['zone', 'state', 'article_id', 'vote', 'created_at', 'settled_at'],
    sealed: ['text', 'reason'],
  },
  votes: { table: 'article_vote', columns: ['article_id', 'is_up', 'at'] },
  talks: {
    table: 'handover_message',
    columns: ['handover_id', 'official_id is null as is_yours', 'at'],
    sealed: ['text'],
    own: 'handover_id in (select id from handover where person_id in (select id from own))',
  },
  requests: {
    table: 'data_request',
    columns: [
      ...['kind', 'subjects', 'state', 'has_third_party', 'created_at', 'answer_due', 'do_due', 'answered_at'],
      ...['extended_at', 'settled_at'],
    ],
    sealed: ['words', 'answer', 'extension_reason', 'outcome'],
  },
}

export async function ownDataOf(db: Db, vault: Vault, personId: string): Promise<OwnData> {
  const parts: [Part, readonly OwnRow[]][] = []
  for (const part of PARTS) parts.push([part, await rowsOf(db, vault, personId, SOURCES[part])])
  return Object.fromEntries(parts) as OwnData
}

async function rowsOf(db: Db, vault: Vault, personId: string, source: Source): Promise<readonly OwnRow[]> {
  const { table, columns, sealed = [], sealedJson = [], own = 'person_id in (select id from own)' } = source
  const order = columns.find((name) => ['at', 'created_at', 'due_at'].includes(name)) ?? '1'
  const { rows } = await sql<Record<string, unknown>>`
    with own as (select other.id from person one join person other on other.id = one.id or other.home_id = one.home_id
      where one.id = ${personId})
    select ${sql.raw([...columns, ...sealed, ...sealedJson].join(', '))} from ${sql.table(table)}
    where ${sql.raw(own)} order by ${sql.raw(order)}`.execute(db)
  return Promise.all(
    rows.map(async (row) => {
      const open = async (name: string) =>
        [name, row[name] == null ? null : await vault.open(String(row[name]), `${table}.${name}`)] as const
      const texts = Object.fromEntries(await Promise.all([...sealed, ...sealedJson].map(open)))
      const json = Object.fromEntries(sealedJson.map((name) => [name, texts[name] ? JSON.parse(texts[name]) : null]))
      return { ...row, ...texts, ...json }
    }),
  )
}

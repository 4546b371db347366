/** One kind of data that ends by its clock: what is past its time, and how it goes. Ages are by the database's clock. */
import { type RawBuilder, sql } from 'kysely'
import { type Kind, ruleOf } from '../city/retention.ts'
import type { Db, Schema, Tx } from '../db/schema.ts'
import type { Vault } from '../lib/seal.ts'

export interface Expiry {
  readonly kind: Kind
  /** so many go in one transaction; one, where a bad row must not keep the others */
  readonly together: number
  /** ids of what is past its time, oldest first */
  due(db: Db, limit: number): Promise<readonly string[]>
  /** how many will be past it in so many days */
  countIn(db: Db, days: number): Promise<number>
  /** Takes away those of them that are still past their time, in the caller's transaction; how many went. */
  remove(tx: Tx, vault: Vault, ids: readonly string[]): Promise<number>
}

interface Clock {
  readonly kind: Kind
  readonly table: keyof Schema
  /** default: id */
  readonly id?: string
  /** the moment from which the clock runs */
  readonly since: RawBuilder<unknown>
  /** which rows have a clock at all */
  readonly only?: RawBuilder<unknown>
}

/** Rows of one table, a thousand at once. By default they are deleted. */
export function inBulk(clock: Clock, take: (tx: Tx, ids: readonly string[]) => Promise<number> = deleteFrom(clock)): Expiry {
  return {
    ...looksOf(clock),
    kind: clock.kind,
    together: 1000,
    remove: async (tx, _, ids) => take(tx, await held(tx, clock, ids)),
  }
}

/** Rows of which each has much that belongs to it. @param take of one row, which is held; false: it stays for now */
export function oneByOne(clock: Clock, take: (tx: Tx, vault: Vault, id: string) => Promise<boolean>): Expiry {
  return {
    ...looksOf(clock),
    kind: clock.kind,
    together: 1,
    async remove(tx, vault, ids) {
      let count = 0
      for (const id of await held(tx, clock, ids)) count += Number(await take(tx, vault, id))
      return count
    },
  }
}

/** How old something of this kind may become, for SQL. */
export function ageOf(kind: Kind): RawBuilder<unknown> {
  const { days, months } = ruleOf(kind)
  return sql`make_interval(months => ${months}::int, days => ${days}::int)`
}

export function isPast(kind: Kind, since: RawBuilder<unknown>, aheadDays = 0): RawBuilder<boolean> {
  return sql<boolean>`${since} <= now() + make_interval(days => ${aheadDays}::int) - ${ageOf(kind)}`
}

function looksOf({ kind, table, id = 'id', since, only = sql`true` }: Clock): Pick<Expiry, 'due' | 'countIn'> {
  return {
    async due(db, limit) {
      const { rows } = await sql<{ id: string }>`select ${sql.ref(id)}::text as id from ${sql.table(table)}
        where ${only} and ${isPast(kind, since)} order by ${since} limit ${limit}`.execute(db)
      return rows.map((row) => row.id)
    },
    async countIn(db, days) {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}
        where ${only} and ${isPast(kind, since, days)}`.execute(db)
      return rows[0]?.n ?? 0
    },
  }
}

/** Those that are past their time even now, locked; what another worker holds is left to it. */
async function held(tx: Tx, { kind, table, id = 'id', since, only = sql`true` }: Clock, ids: readonly string[]) {
  const { rows } = await sql<{ id: string }>`select ${sql.ref(id)}::text as id from ${sql.table(table)}
    where ${sql.ref(id)} in (${listed(ids)}) and ${only} and ${isPast(kind, since)}
    for update of ${sql.table(table)} skip locked`.execute(tx)
  return rows.map((row) => row.id)
}

function deleteFrom({ table, id = 'id' }: Clock) {
  return async (tx: Tx, ids: readonly string[]): Promise<number> => {
    if (ids.length === 0) return 0
    const result = await sql`delete from ${sql.table(table)} where ${sql.ref(id)} in (${listed(ids)})`.execute(tx)
    return Number(result.numAffectedRows ?? 0)
  }
}

/** As parameters without a type, so that they fit ids that are numbers and ids that are words. */
export function listed(ids: readonly string[]): RawBuilder<unknown> {
  return ids.length > 0 ? sql.join(ids) : sql`null`
}

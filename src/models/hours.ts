import { sql } from 'kysely'
import type { Hours } from '../lib/time.ts'

/** The clock on the wall in Huế (UTC+7, no summer time), by the database. */
const WALL = sql`(now() at time zone interval '7 hours')`

/** Whether it is within the hours now. */
export function isOpenNow({ from, to }: Hours) {
  const minute = sql`extract(hour from ${WALL}) * 60 + extract(minute from ${WALL})`
  return sql<boolean>`(${minute} >= ${from} and ${minute} < ${to})`
}

/** Whether a time is of the present day in Huế. */
export function isToday(column: string) {
  return sql<boolean>`((${sql.ref(column)} at time zone interval '7 hours')::date = ${WALL}::date)`
}

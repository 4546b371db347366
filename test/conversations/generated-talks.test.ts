/** Twenty made-up producers register, disturbed in ten ways; each must end with the right dossier. `TALKS=200` for more. */
import { expect, test } from 'vitest'
import { freshDatabase } from '../support/database.ts'
import { talkOf } from './generated-talks.ts'
import { PRODUCERS } from './producers.ts'

const TALKS = Number(process.env.TALKS ?? 40)

test('P-13: each of twenty producers who just answers is asked nothing twice, and the dossier is right', async () => {
  const { db } = await freshDatabase()
  const counts: number[] = []
  for (const seed of PRODUCERS.keys()) {
    const { producer, wrong, askedTwice, turns, log } = await talkOf(db, seed, false)
    expect({ wrong, askedTwice }, `${producer.name}\n${log.join('\n')}`).toEqual({ wrong: [], askedTwice: [] })
    counts.push(turns)
  }
  expect(Math.min(...counts)).toBeLessThanOrEqual(13)
  expect(Math.max(...counts)).toBeLessThanOrEqual(24)
})

test(`P-13: ${TALKS} seeded talks with what people do in between end with the right dossier, all of them`, {
  timeout: 60_000 + TALKS * 2000,
}, async () => {
  const { db } = await freshDatabase()
  for (let seed = 1; seed <= TALKS; seed++) {
    const { producer, wrong, log } = await talkOf(db, seed, true)
    expect(wrong, `seed ${seed}, ${producer.name}\n${log.join('\n')}`).toEqual([])
  }
})

/** The fault run, small: `npm run faults` does the same with more people and more seeds. */
import { expect, test } from 'vitest'
import { freshDatabase, isPostgres } from '../support/database.ts'
import { runSeed } from './run.ts'

const SEED = Number(process.env.FAULTS_SEED ?? 1)
const SIZE = { reports: 30, people: 200 }

test('P-01, P-02, P-06, P-07, P-08, P-10, P-12: two workers, kills, cut wires, a sick platform and centre: all books agree', async () => {
  const { url } = await freshDatabase()
  if (!isPostgres() || url === null) {
    console.log('Not on PGlite: two processes need a PostgreSQL server (npm run test:postgres).')
    return
  }
  const { line, broken, story } = await runSeed({ seed: SEED, ...SIZE, databaseUrl: url })
  console.log(line, broken.length > 0 ? story.join(', ') : '')
  expect(broken).toEqual([])
  expect(line).toMatchObject({ reports: SIZE.reports, 'at the centre': SIZE.reports, updates: SIZE.reports * 5 })
}, 300_000)

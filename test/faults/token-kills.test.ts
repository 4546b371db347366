/** The token run, small: `npm run bench -- tokens` does twenty seeds of it. */
import { expect, test } from 'vitest'
import { freshDatabase, isPostgres } from '../support/database.ts'
import { runTokenSeed } from './token-run.ts'

test.each([1, 2, 3])(
  'P-11: seed %i: killed in the middle of renewals, the grant is only lost where the answer was, and that is said',
  async (seed) => {
    const { url } = await freshDatabase()
    if (!isPostgres() || url === null) {
      console.log('Not on PGlite: two processes need a PostgreSQL server (npm run test:postgres).')
      return
    }
    const { line, broken } = await runTokenSeed({ seed, ms: 2000, databaseUrl: url })
    console.log(line)
    expect(broken).toEqual([])
    expect(line.rotations).toBeGreaterThan(0)
  },
  60_000,
)

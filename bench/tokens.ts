/**
 * Workers killed in the middle of renewing a token, seed by seed, on PostgreSQL: how often the grant was lost, which may only
 * be where the platform has made a new pair and nobody has read it, and is said each time (P-11).
 *
 * `npm run bench -- tokens`; SEEDS=3 for fewer than 20.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { runTokenSeed, type TokenLine } from '../test/faults/token-run.ts'
import { startPostgres } from '../test/support/postgres-server.ts'

const SEEDS = Number(process.env.SEEDS ?? 20)
const SEED_MS = 8000

const lines: TokenLine[] = []
const postgres = await startPostgres()
try {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const databaseUrl = await postgres.createDatabase(`tokens_${seed}`)
    const { line, broken } = await runTokenSeed({ seed, ms: SEED_MS, databaseUrl })
    lines.push(line)
    for (const what of broken) console.log(`seed ${seed}: ${what}`)
  }
  await mkdir('bench/results', { recursive: true })
  await writeFile('bench/results/tokens.json', `${JSON.stringify(lines, null, 2)}\n`)
  console.table(lines)
} finally {
  await postgres.stop()
}
process.exitCode = lines.every(({ verdict }) => verdict === 'holds') ? 0 : 1

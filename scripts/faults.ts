/**
 * The fault run: two processes on one PostgreSQL are killed, cut off and refused while many people report and an announcement
 * goes out; after quiet, inbox, outbox, deliveries and the ledgers of platform and centre must agree (P-01 to P-12).
 *
 * `npm run faults -- --seeds 20`: seeds 1 to 20 · `--seed 7`: that one · `--reports 300 --people 2000`: how much of it.
 */
import { parseArgs } from 'node:util'
import { type Line, type Ran, runSeed } from '../test/faults/run.ts'
import { startPostgres } from '../test/support/postgres-server.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3' },
    seed: { type: 'string' },
    reports: { type: 'string', default: '300' },
    people: { type: 'string', default: '2000' },
  },
})
const size = { reports: whole('reports', values.reports), people: whole('people', values.people) }
const seeds =
  values.seed === undefined
    ? Array.from({ length: whole('seeds', values.seeds) }, (_, at) => at + 1)
    : [whole('seed', values.seed)]
const lines: Line[] = []
const failing: number[] = []
const postgres = await startPostgres()
try {
  for (const seed of seeds) {
    const ran = await tried(seed)
    if (ran) lines.push(ran.line)
    if (ran?.line.verdict !== 'holds') failing.push(seed)
  }
} finally {
  await postgres.stop()
}
console.table(lines)
for (const seed of failing)
  console.log(`Seed ${seed} fails. Again: npm run faults -- --seed ${seed} --reports ${size.reports} --people ${size.people}`)
process.exitCode = failing.length === 0 ? 0 : 1

/** null: the run could not go on; the others are still worth having. */
async function tried(seed: number): Promise<Ran | null> {
  try {
    const ran = await runSeed({ seed, ...size, databaseUrl: await postgres.createDatabase(`faults_${seed}`) })
    tell(ran)
    return ran
  } catch (error) {
    console.log(`seed ${seed}: could not go on: ${error instanceof Error ? error.message : String(error)}`)
    return null
  }
}

function tell({ line, broken, story }: Ran): void {
  console.log(
    Object.entries(line)
      .map(([name, value]) => `${name} ${value}`)
      .join(' · '),
  )
  for (const fault of broken.slice(0, 40)) console.log(`  ${fault}`)
  if (broken.length > 40) console.log(`  and ${broken.length - 40} more`)
  if (broken.length > 0) console.log(`  What was done: ${story.join(', ')}`)
}

function whole(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 100_000)
    throw new Error(`--${name} must be a whole number from 1 to 100000.`)
  return value
}

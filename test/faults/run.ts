/** One seed from beginning to end: talks, an announcement, troubles, quiet, reconciliation. */
import { announce, nearlyOver } from './announcement.ts'
import { createMoves } from './centre-moves.ts'
import { untilQuiet } from './quiet.ts'
import { reconcile } from './reconcile.ts'
import { talkAll } from './talks.ts'
import { makeTrouble } from './troubles.ts'
import { openWorld, type World } from './world.ts'

export interface Options {
  readonly seed: number
  readonly reports: number
  /** followers of the announcement */
  readonly people: number
  /** an empty or migrated database that nobody else uses */
  readonly databaseUrl: string
}

/** One line of the table. */
export interface Line {
  readonly seed: number
  readonly seconds: number
  readonly kills: number
  readonly cuts: number
  readonly faults: number
  readonly updates: number
  readonly reports: number
  readonly 'at the centre': number
  readonly 'people reached': number
  readonly unknown: number
  readonly doubled: number
  readonly verdict: 'holds' | 'broken'
}

export interface Ran {
  readonly line: Line
  /** promises that do not hold, a line each */
  readonly broken: readonly string[]
  /** what was done to it, in order */
  readonly story: readonly string[]
}

/** @throws Error where the run itself could not go on */
export async function runSeed(options: Options): Promise<Ran> {
  const world = await openWorld(options.databaseUrl)
  try {
    for (const node of world.nodes) await node.start()
    return await runIn(world, options)
  } finally {
    await world.close()
  }
}

async function runIn(world: World, { seed, reports, people }: Options): Promise<Ran> {
  const began = Date.now()
  const moves = createMoves(world)
  const broadcastId = await announce(world, people)
  const troubling = makeTrouble(world, seed, moves)
  const [talked] = await Promise.all([talkAll(world, seed, reports), nearlyOver(world, broadcastId)]).finally(troubling.end)
  const { troubles } = troubling
  const left = await untilQuiet(world)
  const found = await reconcile(world, { talked, moves, troubles, broadcastId, people })
  const broken = [...left.map((what) => `P-06: ${what}`), ...found.faults]
  const line: Line = {
    seed,
    seconds: Math.round((Date.now() - began) / 1000),
    kills: troubles.kills,
    cuts: troubles.cuts,
    faults: troubles.platformFaults + troubles.centreFaults,
    updates: talked.accepted.length,
    reports: found.reports,
    'at the centre': found.atCentre,
    'people reached': found.reached,
    unknown: found.unknown,
    doubled: found.doubled,
    verdict: broken.length === 0 ? 'holds' : 'broken',
  }
  return { line, broken, story: troubles.story }
}

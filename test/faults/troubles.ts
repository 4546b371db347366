/** Kills, cut wires, sick platform and sick centre, one after the other by the dice, until told to end. */
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Fault } from '../fakes/faulty-server.ts'
import type { Moves } from './centre-moves.ts'
import { createDice, type Dice } from './dice.ts'
import type { AppNode } from './node.ts'
import type { World } from './world.ts'

/** Refusals and lost answers that pass; those that need an operator (401, 403) are proved elsewhere. */
const FAULTS: readonly [Fault, ...Fault[]] = [
  '500',
  '502html',
  '503empty',
  { kind: '429', retryAfter: 1 },
  'cut-before',
  'cut-after',
  'hang',
  'hang-after',
  'garbage',
  'html',
  { kind: 'slow', ms: 1200 },
]
/**
 * Of the centre only, which can be asked: a platform that says in its own words that it failed is believed
 * (reliability.md, section 3), so one that lies would get a message twice.
 */
const CENTRE_FAULTS: readonly [Fault, ...Fault[]] = [...FAULTS, '500-after', 'huge']
/** Longer than a lease, at most: a worker that hears nothing for so long must not act on what it held. */
const STALL_MS = 4500

export interface Troubles {
  kills: number
  cuts: number
  /** calls to the platform and to the centre that were scripted to go wrong */
  platformFaults: number
  centreFaults: number
  /** sends on the wire when a process or a wire broke, in each lane: at most so many may have become unknown by that */
  inFlight: { reply: number; bulk: number }
  /** what was done, in order: for the report of a failing seed */
  readonly story: string[]
}

export interface Troubling {
  /** Everything done so far; grows. */
  readonly troubles: Troubles
  /** Ends with all processes up and all wires whole. @throws Error where a process did not start again */
  end(): Promise<void>
}

export function makeTrouble(world: World, seed: number, moves: Moves): Troubling {
  // Of its own: how often the centre's is thrown depends on how far it all is.
  const [dice, centreDice] = [createDice(seed), createDice(seed + 1_000_003)]
  const inFlight = { reply: 0, bulk: 0 }
  const troubles: Troubles = { kills: 0, cuts: 0, platformFaults: 0, centreFaults: 0, inFlight, story: [] }
  let isOver = false
  const loop = (async () => {
    while (!isOver) {
      await sleep(dice.between(200, 1200))
      await one(world, dice, troubles)
      moves.step(centreDice)
    }
  })()
  // It is looked at in `end`; until then a failure must not end the whole run without a word.
  loop.catch(() => undefined)
  return {
    troubles,
    async end() {
      isOver = true
      await loop
    },
  }
}

async function one(world: World, dice: Dice, troubles: Troubles): Promise<void> {
  const node = dice.pick(world.nodes)
  const began = Date.now()
  const kind = dice.pick(['kill', 'kill', 'cut', 'cut all', 'stall', 'platform', 'platform', 'centre', 'centre', 'centre down'])
  if (kind === 'kill') await kill(world, node, troubles)
  else if (kind === 'cut') await cut(world, [node], dice.between(200, 1500), troubles)
  else if (kind === 'cut all') await cut(world, world.nodes, dice.between(200, 1000), troubles)
  else if (kind === 'stall') await stall(world, node, dice.between(300, STALL_MS), troubles)
  else if (kind === 'centre down') await centreDown(world, dice.between(300, 1500), troubles)
  const what =
    kind === 'platform' || kind === 'centre' ? sicken(world, kind, dice, troubles) : `${kind} ${world.nodes.indexOf(node)}`
  troubles.story.push(`${what} (${Date.now() - began} ms)`)
}

async function kill(world: World, node: AppNode, troubles: Troubles): Promise<void> {
  troubles.kills += 1
  await node.kill()
  await countInFlight(world, troubles)
  await node.start()
}

async function cut(world: World, nodes: readonly AppNode[], ms: number, troubles: Troubles): Promise<void> {
  troubles.cuts += 1
  for (const { wire } of nodes) wire.cut()
  await countInFlight(world, troubles)
  await sleep(ms)
  for (const { wire } of nodes) wire.restore()
}

async function stall(world: World, { wire }: AppNode, ms: number, troubles: Troubles): Promise<void> {
  troubles.cuts += 1
  wire.stall()
  await countInFlight(world, troubles)
  await sleep(ms)
  wire.restore()
}

async function centreDown({ centre }: World, ms: number, troubles: Troubles): Promise<void> {
  troubles.centreFaults += 1
  await centre.down()
  await sleep(ms)
  await centre.up()
}

/** @returns what was done */
function sicken({ telegram, centre }: World, who: 'platform' | 'centre', dice: Dice, troubles: Troubles): string {
  const times = dice.between(1, 3)
  if (who === 'platform') {
    const fault = dice.pick(FAULTS)
    telegram.next(fault, times, 'sendMessage')
    troubles.platformFaults += times
    return `platform ${nameOf(fault)} ${times} times`
  }
  const [fault, method] = [dice.pick(CENTRE_FAULTS), dice.pick(['submit', 'submit', 'search', 'updates'])]
  centre.next(fault, times, method)
  troubles.centreFaults += times
  return `centre ${nameOf(fault)} ${times} times at ${method}`
}

function nameOf(fault: Fault): string {
  return typeof fault === 'string' ? fault : fault.kind
}

/**
 * Committed attempts without a result, of both processes: those of the broken one are among them. A commit that was under
 * way is waited for.
 */
async function countInFlight({ db }: World, { inFlight }: Troubles): Promise<void> {
  await sleep(50)
  const { rows } = await sql<{ lane: string; n: number }>`select lane, count(*)::int as n from outbox where state = 'sending'
    group by lane`.execute(db)
  for (const { lane, n } of rows) inFlight[lane === 'reply' ? 'reply' : 'bulk'] += n
}

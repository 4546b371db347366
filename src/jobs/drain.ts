import type { Deps } from '../deps.ts'
import { errorFields } from '../lib/log.ts'

/** How much one tick may do: at the edge an invocation is short, on Node a stop must be quick (P-35). */
export interface Budget {
  /** no new work after this */
  readonly endsAt: number
  readonly signal: AbortSignal
}

export interface Job {
  readonly name: string
  /** Works until nothing is due or the budget is spent; how many items it worked on. Never throws. */
  run(deps: Deps, budget: Budget): Promise<number>
}

interface Work<Item> {
  /** leased items, at most `room` where that counts; none: nothing is due */
  claim(room: number): Promise<readonly Item[]>
  handle(item: Item): Promise<void>
  /** what `handle` threw; must itself only throw when the database is away */
  fail(item: Item, error: unknown): Promise<void>
  /** gives back what was leased and not begun */
  release(item: Item): Promise<void>
  /** Items under way at once, so that a slow one holds up no other. Default: one claim after the other. */
  readonly atOnce?: number
}

/** While something is under way and nothing is due: how long until it is looked again. */
const LOOK_AGAIN_MS = 50

/** The one loop of all jobs: claim, handle side by side, settle; one bad item never delays the others (P-09). */
export async function drain<Item>(deps: Deps, name: string, budget: Budget, work: Work<Item>): Promise<number> {
  const { atOnce } = work
  const under = new Set<Promise<void>>()
  let count = 0
  try {
    while (!isSpent(deps, budget)) {
      // What ends while we look may make another item due: only a look that nothing disturbed says that all is done.
      const wasIdle = under.size === 0
      const items = atOnce === undefined || under.size < atOnce ? await work.claim((atOnce ?? Infinity) - under.size) : []
      if (items.length === 0 && wasIdle) break
      count += items.length
      for (const item of items) {
        const one: Promise<void> = attempt(deps, name, budget, work, item)
          .catch((error) => logFailure(deps, name, error))
          .finally(() => under.delete(one))
        under.add(one)
      }
      if (atOnce === undefined) await Promise.all(under)
      else if (items.length === 0 && under.size > 0) await Promise.race([...under, sleep(LOOK_AGAIN_MS)])
    }
  } catch (error) {
    logFailure(deps, name, error)
  }
  await Promise.all(under)
  return count
}

/** The database is away, or a claim is broken: the next tick asks again, leases run out by themselves. */
function logFailure(deps: Deps, name: string, error: unknown): void {
  deps.log.error('job_failed', { job: name, ...errorFields(error) })
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

async function attempt<Item>(deps: Deps, name: string, budget: Budget, work: Work<Item>, item: Item): Promise<void> {
  if (isSpent(deps, budget)) return work.release(item)
  try {
    await work.handle(item)
  } catch (error) {
    deps.log.warn('attempt_failed', { job: name, ...errorFields(error) })
    await work.fail(item, error)
  }
}

export function isSpent(deps: Deps, budget: Budget): boolean {
  return budget.signal.aborted || deps.now().getTime() >= budget.endsAt
}

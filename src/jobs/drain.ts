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
  /** leased items, none: nothing is due */
  claim(): Promise<readonly Item[]>
  handle(item: Item): Promise<void>
  /** what `handle` threw; must itself only throw when the database is away */
  fail(item: Item, error: unknown): Promise<void>
  /** gives back what was leased and not begun */
  release(item: Item): Promise<void>
}

/** The one loop of all jobs: claim, handle side by side, settle; one bad item never delays the others (P-09). */
export async function drain<Item>(deps: Deps, name: string, budget: Budget, work: Work<Item>): Promise<number> {
  let count = 0
  try {
    while (!isSpent(deps, budget)) {
      const items = await work.claim()
      if (items.length === 0) break
      count += items.length
      await Promise.all(items.map((item) => attempt(deps, name, budget, work, item)))
    }
  } catch (error) {
    // The database is away, or a claim is broken: the next tick asks again, leases run out by themselves.
    deps.log.error('job_failed', { job: name, ...errorFields(error) })
  }
  return count
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

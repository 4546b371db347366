/** What officials decide of a report's journey, where no machine can. */
import { sql } from 'kysely'
import type { DeliveryState, Tx } from '../db/schema.ts'

/** What an official may do with a delivery; the reason of taking back stands in the report's history. */
export type Decision = 'again' | 'arrived' | 'take_back'

const DECIDABLE: Readonly<Record<Decision, readonly DeliveryState[]>> = {
  again: ['dead', 'undecided'],
  arrived: ['undecided'],
  take_back: ['waiting', 'dead', 'undecided', 'delivered'],
}

export function mayDecide(decision: Decision, state: DeliveryState): boolean {
  return DECIDABLE[decision].includes(state)
}

/** An official's decision; false: the delivery is not in a state that allows it any more. */
export async function decide(tx: Tx, id: string, decision: Decision): Promise<boolean> {
  const row = await tx.selectFrom('delivery').select(['state', 'unknowns']).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row || !mayDecide(decision, row.state)) return false
  const changes = {
    again: {
      state: 'waiting',
      due_at: sql<Date>`now()`,
      settled_at: null,
      rung: 0,
      ladder_at: null,
      // It may be there already, and nobody can tell: whoever reads it is told so.
      is_doubtful: row.state === 'undecided' || row.unknowns > 0,
    },
    arrived: { state: 'delivered', settled_at: sql<Date>`now()` },
    take_back: { state: 'taken_back', settled_at: sql<Date>`now()` },
  } as const
  await tx
    .updateTable('delivery')
    .set({ ...changes[decision], fence: sql`fence + 1`, leased_until: null })
    .where('id', '=', id)
    .execute()
  return true
}

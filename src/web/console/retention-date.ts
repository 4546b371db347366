import { endOf, type Kind, ruleOf } from '../../city/retention.ts'
import { showDate } from '../../lib/time.ts'

/** When the clock of a kind is over for what has not moved since. */
export function endsOn(kind: Kind, { updatedAt }: { readonly updatedAt: Date }): string {
  return showDate(endOf(ruleOf(kind), updatedAt))
}

/** Who filled a registration in for a producer hears what the producer hears, once, until the producer ends it. */
import type { Tx } from '../db/schema.ts'
import type { Outbound } from '../message.ts'
import { isAccountOf } from '../models/account-link.ts'
import type { Registration } from '../models/registration.ts'
import type { T } from '../texts.ts'
import { tell } from './tell.ts'

/** What is told of: a report has no `help`. */
interface Helped {
  readonly personId: string
  readonly help?: Registration['help']
}

/** Tells the helper, if there is one who is not the producer on another account: they have heard it. */
export async function tellHelper(
  tx: Tx,
  means: Parameters<typeof tell>[1],
  one: Helped,
  words: (t: T) => string | Extract<Outbound, { type: 'message' }>,
): Promise<void> {
  const helperId = one.help?.helperId ?? null
  if (helperId === null || (await isAccountOf(tx, one.personId, helperId))) return
  await tell(tx, means, helperId, words)
}

/** "Hồ sơ DK-… (Mắm ruốc) anh/chị làm giúp: cần bổ sung." @param words an official's */
export function helperNews(
  { reference, product, state, words }: { reference: string; product: string; state: string; words: string | null },
  t: T,
): string {
  const about = t('on-behalf:news.state', { reference, product, state: t(`look-up:state.registration.${state}`) })
  const how = state === 'needs_more' ? [t('on-behalf:news.how')] : []
  return [about, ...(words ? [t('news:words', { words })] : []), ...how].join('\n\n')
}

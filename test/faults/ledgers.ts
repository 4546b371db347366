/** What we hold to be sent beside what the platform took, one message of one chat at a time. */
import type { Database } from '../../src/db/connect.ts'
import type { Vault } from '../../src/lib/seal.ts'
import type { Outbound } from '../../src/message.ts'
import type { World } from './world.ts'

export interface Row {
  readonly address: string
  readonly text: string
  readonly inboxId: string | null
  readonly state: string
  readonly unknowns: number
}

/** Replies and news, opened. */
export async function repliesOf(db: Database, vault: Vault): Promise<readonly Row[]> {
  const rows = await db
    .selectFrom('outbox')
    .innerJoin('person', 'person.id', 'outbox.person_id')
    .select(['person.address', 'outbox.payload', 'outbox.inbox_id', 'outbox.state', 'outbox.unknowns'])
    .where('lane', '=', 'reply')
    .orderBy('outbox.id')
    .execute()
  return Promise.all(
    rows.map(async ({ address, payload, inbox_id, state, unknowns }) => {
      const message = JSON.parse(await vault.open(payload ?? '', 'outbox.payload')) as Outbound
      const text = message.type === 'message' ? message.text : ''
      return { address: await vault.open(address, 'person.address'), text, inboxId: inbox_id, state, unknowns }
    }),
  )
}

export interface Compared {
  /** taken by the platform more often than we owed them */
  readonly doubled: number
  readonly faults: readonly string[]
}

/**
 * Every reply is there once, plus at most once more where an attempt ended unknown; one that we hold for sent is there.
 *
 * The words of one chat may repeat, so equal ones are compared together.
 */
export function compare({ telegram }: Pick<World, 'telegram'>, rows: readonly Row[]): Compared {
  const owed = Map.groupBy(rows, ({ address, text }) => `${address}\n${text}`)
  const addresses = new Set(rows.map(({ address }) => address))
  const mine = telegram.ledger().filter(({ chatId }) => addresses.has(chatId))
  const taken = Map.groupBy(mine, ({ chatId, text }) => `${chatId}\n${text}`)
  const faults = [...taken.keys()].filter((key) => !owed.has(key)).map((key) => `nobody owed this message: ${oneLine(key)}`)
  let doubled = 0
  for (const [key, same] of owed) {
    const count = taken.get(key)?.length ?? 0
    const sent = same.filter(({ state }) => state === 'sent').length
    const most = same.reduce((sum, { state, unknowns }) => sum + 1 + unknowns - (state === 'failed' ? 1 : 0), 0)
    if (count < sent) faults.push(`held for sent ${sent} times, taken ${count} times: ${oneLine(key)}`)
    if (count > most) faults.push(`may be there ${most} times, is there ${count} times: ${oneLine(key)}`)
    doubled += Math.max(0, count - same.length)
  }
  return { doubled, faults }
}

function oneLine(text: string): string {
  return text.replaceAll('\n', ' ').slice(0, 120)
}

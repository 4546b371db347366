/** Many people at once, each filing reports in the Telegram chat; the platform delivers every update until it is taken. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createDice, type Dice } from './dice.ts'
import type { World } from './world.ts'

/** what one person types for a report, each when the word before was answered */
const TALK = ['phản ánh', 'Đèn đường trước nhà hư đã ba hôm', '12 Lê Lợi, phường Thuận Hóa', 'bỏ qua', 'gửi phản ánh']
/** of one person: with more updates a minute it would be flooding (P-20) */
const EACH = 3
export const FIRST_PERSON = 900
/** then the person goes on without an answer: a reply whose two sends both ended unknown may never come */
const PATIENCE_MS = 15_000
const GIVE_UP_MS = 120_000

export interface Talked {
  /** updates that were answered with 200, by their id */
  readonly accepted: readonly string[]
  /** reports that each person filed, by the person's address */
  readonly filed: ReadonlyMap<string, number>
  /** deliveries of an update that was there already */
  readonly repeated: number
}

/** Resolves when all reports are filed. @throws Error where an update was not taken within two minutes (P-06) */
export async function talkAll(world: World, seed: number, reports: number): Promise<Talked> {
  const people = Array.from({ length: Math.ceil(reports / EACH) }, (_, at) => ({
    address: FIRST_PERSON + at,
    count: Math.min(EACH, reports - at * EACH),
  }))
  const talks = await Promise.all(people.map((person) => talk(world, createDice(seed * 10_007 + person.address), person)))
  return {
    accepted: talks.flatMap(({ accepted }) => accepted),
    filed: new Map(people.map(({ address, count }) => [String(address), count])),
    repeated: talks.reduce((sum, { repeated }) => sum + repeated, 0),
  }
}

async function talk({ telegram }: World, dice: Dice, { address, count }: { address: number; count: number }) {
  const { updates } = telegram.person(address)
  const accepted: string[] = []
  let repeated = 0
  for (const words of Array.from({ length: count }, () => TALK).flat()) {
    const before = telegram.ledger(address).length
    const body = updates.text(words)
    await deliver(telegram.deliver, body)
    accepted.push(String((JSON.parse(body) as { update_id: number }).update_id))
    if (dice.oneIn(10)) repeated += await repeat(telegram.deliver, body)
    await answered(() => telegram.ledger(address).length > before)
    await sleep(dice.between(10, 300))
  }
  return { accepted, repeated }
}

type Deliver = (body: string) => Promise<number>

async function deliver(send: Deliver, body: string): Promise<void> {
  const began = Date.now()
  while ((await send(body).catch(() => 0)) !== 200) {
    if (Date.now() - began > GIVE_UP_MS) throw new Error('P-06: an update was not taken within two minutes.')
    await sleep(200)
  }
}

/** The same update twice more at once, at both processes (P-02); whether they are answered does not matter. */
async function repeat(send: Deliver, body: string): Promise<number> {
  await Promise.all([send(body), send(body)].map((one) => one.catch(() => 0)))
  return 2
}

async function answered(isSo: () => boolean): Promise<void> {
  const began = Date.now()
  while (!isSo() && Date.now() - began < PATIENCE_MS) await sleep(20)
}

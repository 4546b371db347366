/** One person in a talk: drives `reply` with a real database, as the jobs do, and remembers every button ever shown. */
import { reply } from '../../src/conversations/reply.ts'
import type { Database } from '../../src/db/connect.ts'
import type { Answer, Knowledge } from '../../src/knowledge/answer.ts'
import { createVault, type Vault } from '../../src/lib/seal.ts'
import type { ChannelName, Choice, InboundContent, Limits, Outbound } from '../../src/message.ts'
import * as inbox from '../../src/models/inbox.ts'
import * as people from '../../src/models/person.ts'
import * as sessions from '../../src/models/session.ts'

export type Message = Extract<Outbound, { type: 'message' }>

export const vault: Vault = await createVault(new Uint8Array(32).fill(7))

const LIMITS: Readonly<Record<'web' | 'zalo', Limits>> = {
  web: { maxText: 4096, maxButtons: 8, canShareLocation: true, withholdsLinks: false, perSecond: 20, perMonth: null },
  zalo: { maxText: 2000, maxButtons: 0, canShareLocation: false, withholdsLinks: true, perSecond: 20, perMonth: null },
}

export interface Talker {
  readonly db: Database
  /** every choice that was ever shown, oldest first */
  readonly everShown: readonly Choice[]
  send(content: InboundContent): Promise<readonly Message[]>
  text(text: string): Promise<readonly Message[]>
  /** presses the latest button with this label */
  press(label: string): Promise<readonly Message[]>
  /** lets time pass */
  wait(hours: number): void
  session(): Promise<unknown>
  setSession(state: unknown): Promise<void>
  personId(): Promise<string>
}

export function createTalker(
  db: Database,
  options: { readonly channel?: 'web' | 'zalo'; readonly address?: string; readonly knowledge?: Knowledge } = {},
): Talker {
  const channel: ChannelName = options.channel ?? 'web'
  const address = options.address ?? 'person-1'
  const everShown: Choice[] = []
  let now = new Date('2026-11-24T02:00:00Z')
  let update = 0

  const welcome = () =>
    db.transaction().execute((tx) => people.welcome(tx, vault, { channel, address, name: 'Hoa', language: 'vi' }))

  async function send(content: InboundContent): Promise<readonly Message[]> {
    update += 1
    const inbound = { channel, updateId: `${address}-${update}`, address, content }
    await inbox.add(db, vault, { inbound, raw: '{}', albumWaitSeconds: 0 })
    const { id: inboxId } = await db.selectFrom('inbox').select('id').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
    const { messages } = await db.transaction().execute(async (tx) => {
      const person = await people.welcome(tx, vault, { channel, address, name: 'Hoa', language: 'vi' })
      const turn = await reply(inbound, {
        tx,
        vault,
        person,
        session: await sessions.load(tx, vault, person.homeId),
        inboxId,
        knowledge: options.knowledge ?? KNOWS_LITTLE,
        limits: LIMITS[options.channel ?? 'web'],
        now,
        publicUrl: 'https://ocop.example',
        destinationOf: () => null,
      })
      await sessions.save(tx, vault, person.homeId, turn.session)
      return turn
    })
    const said = messages.filter((message) => message.type === 'message')
    everShown.push(...said.flatMap(({ choices }) => choices ?? []))
    return said
  }

  return {
    db,
    everShown,
    send,
    text: (text) => send({ type: 'text', text }),
    async press(label) {
      const choice = everShown.findLast((shown) => shown.label === label)
      if (!choice) throw new Error(`No button "${label}" was ever shown.`)
      return send({ type: 'button', payload: choice.payload })
    },
    wait(hours) {
      now = new Date(now.getTime() + hours * 3_600_000)
    },
    async session() {
      return (await sessions.load(db, vault, (await welcome()).homeId))?.state
    },
    async setSession(state) {
      const { id } = await welcome()
      await db.transaction().execute((tx) => sessions.save(tx, vault, id, state))
    },
    personId: async () => (await welcome()).id,
  }
}

const NOTHING: Answer = { intent: 'other', zone: 'refusal', confidence: 0, articles: [], text: '', choices: [], links: [] }

/** A small knowledge of its own, so that these talks do not change with the articles. */
const KNOWS_LITTLE: Knowledge = {
  ask(text) {
    const typed = text.toLowerCase()
    if (typed.includes('ocop là gì'))
      return {
        ...NOTHING,
        intent: 'question',
        zone: 'answer',
        confidence: 0.9,
        articles: [{ id: 'ocop-la-gi', covers: [], score: 0.9 }],
        text: 'OCOP là chương trình mỗi xã một sản phẩm.',
      }
    if (typed.includes('hồ sơ'))
      return {
        ...NOTHING,
        intent: 'question',
        zone: 'choices',
        confidence: 0.5,
        text: 'Anh/chị muốn hỏi ý nào?',
        choices: [{ label: 'OCOP là gì', articleId: 'ocop-la-gi' }],
      }
    if (typed.includes('tới đâu')) return { ...NOTHING, intent: 'status' }
    if (typed.includes('đèn đường')) return { ...NOTHING, intent: 'start', start: 'feedback' }
    if (typed.endsWith('?')) return { ...NOTHING, intent: 'question', text: 'Chưa có câu trả lời cho câu này.' }
    return NOTHING
  },
  article(id) {
    return id === 'ocop-la-gi' ? this.ask('ocop là gì', { language: 'vi', today: '2026-11-24' }) : null
  },
}

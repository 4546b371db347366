/**
 * An officer or a cooperative fills in a registration for a producer: the questions of the registration, and who fills it
 * in. A conversation of its own, so that its drafts never meet one's own registration; nobody else is asked more.
 *
 * Nothing is sent by it. What is forwarded to the producer holds a code, with which they see, agree and send (`confirmation.ts`).
 */
import { showDay } from '../lib/time.ts'
import type { Outbound } from '../message.ts'
import * as confirmations from '../models/confirmation.ts'
import * as registrations from '../models/registration.ts'
import type { T } from '../texts.ts'
import { conversation, type Step } from './conversation.ts'
import { learnToHelp } from './known.ts'
import { filing, LATER, NEEDED } from './registration.ts'
import { text } from './steps.ts'
import { say } from './talk.ts'

// Whether it is a product that was scored is not asked: the scores are the helper's own.
const { assessed: _, same, phone, ...needed } = NEEDED

export const onBehalf = conversation({
  name: 'on-behalf',
  version: 1,
  texts: 'registration',
  hasPage: true,
  consent: { purpose: 'helping', textVersion: '2026-11-25' },
  learn: learnToHelp,
  learnsFrom: ['product', 'stage', 'phone'],
  steps: {
    helper: helper(),
    ...needed,
    phone: { ...phone, isOthers: true },
    // One producer is told from another by the number, so only now.
    same: {
      ...same,
      dependsOn: ['product', 'phone'],
      ask: (t, answers) => t('on-behalf:same.ask', answers['.knownSame'] as Readonly<Record<string, string>>),
    },
    ...LATER,
  },
  async finish(answers, { tx, vault, personId, now, publicUrl, t }) {
    const filed = await registrations.create(tx, vault, { ...filing(answers, personId), helper: answers.helper }, now)
    const code = await confirmations.createCode(tx, vault, filed.id)
    if (code === null) throw new Error(`Registration ${filed.reference} does not wait for its producer.`)
    const { reference } = filed
    const head = say(t('on-behalf:done', { reference, days: confirmations.DAYS }))
    return { reference, messages: [head, toForward({ ...answers, code, publicUrl, now }, t)] }
  },
})

interface Forwarded {
  readonly helper: string
  readonly product: string
  readonly code: string
  readonly publicUrl: string
  readonly now: Date
}

/** A message that can go on to the producer as it is: who did what, what to do, the code. */
export function toForward({ helper: name, product, code, publicUrl, now }: Forwarded, t: T): Outbound {
  const last = new Date(now.getTime() + confirmations.DAYS * 86_400_000)
  const url = `${publicUrl}/chat#xac-nhan=${code}`
  return say(t('on-behalf:forward', { helper: name, product, code, url, date: showDay(last.toISOString().slice(0, 10)) }))
}

/** In their own words, for the producer; who has helped before only presses. */
function helper(): Step<string> {
  const base = text({ min: 3, max: 120, isNoQuestion: true })
  const known = (answers: Readonly<Record<string, unknown>>) => answers['.knownHelper']
  return {
    ...base,
    offers(_t, answers) {
      const name = known(answers)
      return typeof name === 'string' ? [{ value: '.same', label: name }] : []
    },
    parse(input, t, answers, now) {
      const name = known(answers)
      if (input.type === 'choice' && input.value === '.same' && typeof name === 'string') return { ok: true, value: name }
      return base.parse(input, t, answers, now)
    },
  }
}

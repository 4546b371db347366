/** Texts sorted by a machine: that it is said, why, and how it is switched off (L-21). Switched off, all else is as before. */
import { localDay } from '../lib/time.ts'
import type { Choice, Outbound } from '../message.ts'
import { asideText, putAside, sortedBy } from './drafts.ts'
import { withOpenQuestion } from './menu.ts'
import { joined } from './prompt.ts'
import type { Session } from './session.ts'
import { commandChoice, type Message, type Reply, say, sorts, type Talk, told } from './talk.ts'

/** An answer with its choices and links holds this much (`contract.md`). */
const LONGEST = 900

/** The first automatic answer of a day says that it is one, and which question it was taken for. */
export function explained(
  talk: Talk,
  message: Message,
  question: string,
): { messages: readonly Outbound[]; change: Partial<Session> } {
  const today = localDay(talk.now)
  if (talk.session.toldOn === today || question === '') return { messages: [message], change: {} }
  const note = talk.t('knowledge:why', { question })
  const change = { toldOn: today }
  const text = beforeSource(message.text, note)
  return text.length <= LONGEST ? { messages: [{ ...message, text }], change } : { messages: [message, say(note)], change }
}

/** The source stays last. */
function beforeSource(text: string, note: string): string {
  const at = text.lastIndexOf('\n')
  return at < 0 ? `${text}\n${note}` : `${text.slice(0, at)}\n${note}${text.slice(at)}`
}

/** Drafts go on where they are; what a machine would have told of them is asked, if it is still to come. */
export function setSorting(talk: Talk, isOn: boolean): Reply {
  const text = !talk.machineSorting ? 'offForAll' : isOn ? 'nowOn' : 'nowOff'
  const isByHand = !isOn || !talk.machineSorting
  const { draft, kept } = talk.session
  const session: Session = {
    ...talk.session,
    isSortingOff: !isOn,
    draft: draft && sortedBy(draft, isByHand),
    kept: Object.fromEntries(Object.entries(kept).map(([name, one]) => [name, sortedBy(one, isByHand)])),
  }
  const changed = { ...talk, session }
  return withOpenQuestion(changed, told(changed, say(talk.t(`common:sorting.${text}`))))
}

/** Whether it is on, for who looks at what is kept. */
export function sortingText(talk: Talk): string {
  return talk.t(!talk.machineSorting ? 'common:sorting.offForAll' : `common:sorting.${sorts(talk) ? 'isOn' : 'isOff'}`)
}

export function sortingChoices(talk: Talk): readonly Choice[] {
  if (!talk.machineSorting) return []
  return [sorts(talk) ? commandChoice(talk, 'sortingOff', 'sorting-off') : commandChoice(talk, 'sortingOn', 'sorting-on')]
}

/** Words that no machine sorts: the menu, and an offer to pass them on to an official. */
export function offerToPass(talk: Talk, text: string): Reply {
  const choices = [
    { label: talk.t('common:choice.passOn'), payload: 'p:pass:yes' },
    commandChoice(talk, 'registration', 'registration'),
    commandChoice(talk, 'feedback', 'feedback'),
    commandChoice(talk, 'lookUp', 'look-up'),
    commandChoice(talk, 'myData', 'my-data'),
  ]
  const said = joined(talk.t('common:sorting.free'), asideText(talk))
  return told(putAside(talk), say(said, { choices }), { pending: { type: 'pass', text: text.slice(0, LONGEST_PASSED) } })
}

const LONGEST_PASSED = 4000

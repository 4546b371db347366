/** The talk on the screen: adds bubbles, states, chips and signs to what the server rendered. */
import { dayOf, ours, theirs, time } from './bubbles.ts'
import { byId, fill, make } from './dom.ts'
import { createReading } from './reading.ts'
import type { Own, Said } from './said.ts'
import type { Words } from './words.ts'

/** How long an announcement stands; old ones go, so that nothing is read twice. */
const SPOKEN_MS = 10_000

export type View = ReturnType<typeof createView>

export function createView(words: Words) {
  const list = byId('list', HTMLOListElement)
  const chips = byId('chips', HTMLFormElement)
  const typing = byId('typing', HTMLElement)
  const note = byId('note', HTMLElement)
  const live = byId('live', HTMLElement)
  const { toEnd, staying, showWayDown } = createReading()

  const find = (id: string) => list.querySelector(`[data-id="${id}"]`)
  const addAtEnd = (item: HTMLElement, at: string) => {
    beginDay(list, at, words.today)
    list.append(item)
  }
  const addOne = (said: Said) => {
    const item = ours(said, words)
    beginDay(list, said.at, words.today)
    place(list, item, said.at)
    if (!item.previousElementSibling?.classList.contains('ours')) item.prepend(smallMark())
  }

  return {
    toEnd,
    has: (id: string) => find(id) !== null,

    /** The person's own words, at once; or those of another tab, in their place. */
    addOwn(own: Own, isNow = true) {
      staying(() => (isNow ? addAtEnd(theirs(own, words), own.at) : place(list, theirs(own, words), own.at)))
      if (isNow) toEnd()
    },

    /** New words of ours, in their place. */
    addOurs(all: readonly Said[]) {
      if (!staying(() => all.forEach(addOne))) showWayDown()
    },

    state(id: string, ...parts: readonly (Node | string)[]) {
      const line = find(id)?.querySelector('.state')
      if (line) staying(() => fill(line, ...parts))
    },
    sentAt: (at: string) => [`${words.sent} `, time(at)],
    remove(id: string) {
      find(id)?.remove()
    },

    /** Chips under the last message; nothing: they were used, or there are none. */
    offer(said: Said | undefined, canLocate: boolean) {
      const buttons = (said?.buttons ?? []).map(({ label, payload }) =>
        make('button', { type: 'submit', name: 'button', value: payload }, label),
      )
      const position = said?.askLocation && canLocate ? said.askLocation.label : null
      if (position !== null) buttons.push(make('button', { type: 'button', 'data-position': true }, position))
      staying(() => {
        fill(chips, ...buttons)
        chips.hidden = buttons.length === 0
      })
    },

    type(isTyping: boolean) {
      if (typing.hidden === isTyping)
        staying(() => {
          typing.hidden = !isTyping
        })
    },

    /** A word about the page itself: no network, no position. Nothing: it is over. */
    tell(...parts: readonly (Node | string)[]) {
      staying(() => {
        fill(note, ...parts)
        note.hidden = parts.length === 0
      })
    },

    /** For who listens; what we say is announced by the list itself, once a message. */
    speak(text: string) {
      const line = make('span', {}, text)
      live.append(line)
      window.setTimeout(() => line.remove(), SPOKEN_MS)
    },
  }
}

/** After the last bubble that is older, or is the person's own of just now. */
function place(list: Element, item: Element, at: string): void {
  let before = list.lastElementChild
  while (before instanceof HTMLElement && before.dataset.at !== undefined && before.dataset.at > at)
    before = before.previousElementSibling
  list.insertBefore(item, before ? before.nextElementSibling : null)
}

function beginDay(list: Element, at: string, today: string): void {
  const days = list.querySelectorAll<HTMLElement>('.day')
  const day = dayOf(at)
  if (days[days.length - 1]?.dataset.day === day) return
  list.append(make('li', { class: 'day', 'data-day': day }, day === dayOf(new Date()) ? today : day))
}

function smallMark(): Node {
  const copy = document.querySelector('.top .mark')?.cloneNode(true)
  if (!(copy instanceof Element)) return document.createTextNode('')
  for (const side of ['width', 'height']) copy.setAttribute(side, '24')
  return copy
}

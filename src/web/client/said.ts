/** What the page and the server both know of a talk: the shape of the API, and how the two sides are put in order. */

/** One message of ours, as `/api/chat/messages` gives it (`contract.md`); `at` and `askLocation` are for the page. */
export interface Said {
  readonly id: string
  readonly text: string
  readonly buttons: readonly { readonly label: string; readonly payload: string }[]
  readonly links: readonly { readonly label: string; readonly url: string }[]
  readonly image?: { readonly url: string; readonly alt: string }
  readonly answer?: { readonly zone: string; readonly articles: readonly string[] }
  readonly askLocation?: { readonly label: string }
  /** ISO 8601 */
  readonly at: string
}

/** One message of the person's own. */
export interface Own {
  /** the page's own id of it, a UUID */
  readonly id: string
  /** what to show; empty for photos without words */
  readonly text: string
  /** photos that were kept: signed links as paths */
  readonly photos: readonly string[]
  readonly at: string
}

export interface Answer {
  readonly messages: readonly Said[]
  readonly own?: readonly Own[]
  /** an answer may still come */
  readonly pending?: boolean
  /** false: the browser brought no cookie, so there is no talk to ask for */
  readonly session?: boolean
}

/** Whether an id of ours is later than another; they are whole numbers, longer than a double holds exactly. */
export function isLater(id: string, than: string): boolean {
  return id.length === than.length ? id > than : id.length > than.length
}

export type Entry = { readonly by: 'us'; readonly said: Said } | { readonly by: 'person'; readonly own: Own }

/** Both sides in the order of time; what a person said stands before what was said in the same moment. */
export function inOrder(said: readonly Said[], own: readonly Own[]): readonly Entry[] {
  const entries: Entry[] = [
    ...own.map((one) => ({ by: 'person' as const, own: one })),
    ...said.map((one) => ({ by: 'us' as const, said: one })),
  ]
  return entries
    .map((entry, place) => ({ entry, place, at: Date.parse(timeOf(entry)) }))
    .sort((a, b) => a.at - b.at || a.place - b.place)
    .map(({ entry }) => entry)
}

export function timeOf(entry: Entry): string {
  return entry.by === 'us' ? entry.said.at : entry.own.at
}

/** What can be chosen now: what our last words offer, unless the person spoke since. */
export function offered(entries: readonly Entry[]): Said | undefined {
  for (let at = entries.length - 1; at >= 0; at--) {
    const entry = entries[at]
    if (entry === undefined || entry.by === 'person') return undefined
    if (entry.said.buttons.length > 0 || entry.said.askLocation) return entry.said
  }
  return undefined
}

/** An answer's words and, apart from them, its source line, which is shown small. */
export function sourceApart(text: string): { readonly words: string; readonly source: string } {
  const found = /\n(?=(?:Nguồn|Source): [^\n]*$)/.exec(text)
  return found ? { words: text.slice(0, found.index).trim(), source: text.slice(found.index + 1) } : { words: text, source: '' }
}

const LONG = 420
const FIRST = 80

/** A long answer's first words, and the rest for who wants more; what asks for something is never folded. */
export function folded(said: Said, words: string): { readonly first: string; readonly rest: string } {
  if (said.answer?.zone !== 'answer' || words.length <= LONG) return { first: words, rest: '' }
  const cut = words.indexOf('\n', FIRST)
  return cut === -1 ? { first: words, rest: '' } : { first: words.slice(0, cut), rest: words.slice(cut + 1).trim() }
}

/** Bubbles as the server makes them (`chat-message.tsx`), for what comes while the page is open. */
import { make } from './dom.ts'
import { folded, type Own, type Said, sourceApart } from './said.ts'
import { filled, type Words } from './words.ts'

const clock = new Intl.DateTimeFormat('vi-VN', {
  timeZone: 'Asia/Ho_Chi_Minh',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
})
const day = new Intl.DateTimeFormat('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh', day: '2-digit', month: '2-digit', year: 'numeric' })

/** 23/11/2026 */
export function dayOf(at: string | Date): string {
  return day.format(new Date(at))
}

export function ours(said: Said, words: Words): HTMLLIElement {
  const { words: text, source } = sourceApart(said.text)
  const { first, rest } = folded(said, text)
  const details = rest ? make('details', {}, make('summary', {}, words.more), make('p', { class: 'words' }, rest)) : null
  return make(
    'li',
    { class: 'ours', 'data-id': said.id, 'data-at': said.at },
    make(
      'div',
      { class: 'bubble' },
      make('span', { class: 'unseen' }, `${words.us}: `),
      make('p', { class: 'words' }, first),
      details,
      said.image ? make('img', { src: said.image.url, alt: said.image.alt }) : null,
      source ? make('p', { class: 'source' }, source) : null,
      ...said.links.map(({ label, url }) => make('p', {}, linkTo(url, label))),
      said.buttons.length > 0 ? make('span', { class: 'unseen' }, filled(words.choose, String(said.buttons.length))) : null,
    ),
    time(said.at),
  )
}

export function theirs({ id, text, photos, at }: Own, words: Words): HTMLLIElement {
  const bubble = make('div', { class: 'bubble' }, make('span', { class: 'unseen' }, `${words.you}: `))
  for (const url of photos) bubble.append(make('img', { src: url, alt: words.picture, width: 160, height: 120 }))
  if (text) bubble.append(make('p', { class: 'words' }, text))
  const line = make('p', { class: 'state' }, `${words.sent} `, time(at))
  // Who listens knows what they typed themselves.
  return make('li', { class: 'theirs', 'data-id': id, 'aria-live': 'off' }, bubble, line)
}

export function time(at: string): HTMLTimeElement {
  const moment = new Date(at)
  return make('time', { datetime: at, title: `${clock.format(moment)} ${dayOf(moment)}` }, clock.format(moment))
}

/** Only what a browser opens as a page; an address of any other kind is shown as its words. */
function linkTo(url: string, label: string): HTMLElement {
  return /^(https?:)?\//.test(url) ? make('a', { href: url, target: '_blank', rel: 'noopener' }, label) : make('span', {}, label)
}

/** The person's own bubbles while they are on their way: thumbnail at once, then waiting, sending, sent or failed. */
import { make } from './dom.ts'
import type { Outgoing } from './queue.ts'
import type { State } from './sender.ts'
import type { View } from './view.ts'
import { filled, type Words } from './words.ts'

export function createOutgoing(view: View, words: Words) {
  const progress = (share: number) => {
    const percent = String(Math.round(share * 100))
    return make('label', {}, filled(words.uploading, percent), make('progress', { max: 100, value: percent }))
  }
  const failed = (id: string, reason: string) => {
    const again = make('button', { type: 'button', class: 'quiet', 'data-again': id }, words.again)
    const discard = make('button', { type: 'button', class: 'quiet', 'data-discard': id }, words.discard)
    view.state(id, make('span', { class: 'reason' }, reason), again, discard)
    view.speak(reason)
  }
  const state = ({ id, at, content }: Outgoing, now: State, share?: number) => {
    if (now === 'sent') view.state(id, ...view.sentAt(at))
    else if (now === 'waiting') view.state(id, words.waiting)
    else if (now !== 'sending') failed(id, words[now])
    else view.state(id, share !== undefined && 'files' in content ? progress(share) : words.sending)
  }
  return {
    state,
    show(item: Outgoing): void {
      // The answer to it may have been lost on the way: then the server has shown it already.
      if (!view.has(item.id)) view.addOwn({ id: item.id, text: item.label, photos: picturesOf(item), at: item.at })
      state(item, item.refusal ?? 'waiting')
    },
  }
}

function picturesOf({ content }: Outgoing): readonly string[] {
  if (!('files' in content)) return []
  return content.files.filter(isPicture).map((photo) => URL.createObjectURL(photo))
}

export function isPicture({ type }: Blob): boolean {
  return /^image\//.test(type)
}

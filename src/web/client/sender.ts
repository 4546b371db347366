/**
 * Sends what is queued, one at a time and in order, until the server has taken it: the next word never overtakes the one
 * before. Each carries its UUID, so a repeat after a lost answer changes nothing (P-02).
 */
import { post, type Reply } from './http.ts'
import type { Outgoing, Queue } from './queue.ts'
import type { Answer } from './said.ts'

export type State = 'sending' | 'sent' | 'waiting' | 'failed' | 'refused' | 'tooLarge'

interface Events {
  /** @param share of an upload that has gone out, 0 to 1 */
  state(item: Outgoing, state: State, share?: number): void
  answer(answer: Answer): void
}

export interface Sender {
  add(item: Outgoing): void
  /** At once, also what was refused. */
  again(id: string): void
  /** false: it is on its way just now */
  discard(id: string): boolean
  /** The network is back, or somebody looks again. */
  hurry(): void
  /** Something is with the server, which may answer any moment. */
  isAwaiting(): boolean
}

const FIRST_WAIT_MS = 2000
const LONGEST_WAIT_MS = 30_000
/** After so many tries the person is shown that it failed; it is tried on all the same. */
const PATIENCE = 3

export function createSender(queue: Queue, language: string, events: Events): Sender {
  let items = queue.waiting
  let current: Outgoing | null = null
  let tries = 0
  let timer = 0
  let isUploading = false

  const next = () => items.find((item) => item.refusal === undefined)
  const forget = (id: string) => {
    items = items.filter((item) => item.id !== id)
    return queue.remove(id)
  }
  const keep = (changed: Outgoing) => {
    items = items.map((item) => (item.id === changed.id ? changed : item))
    void queue.put(changed)
  }
  const pump = async (): Promise<void> => {
    clearTimeout(timer)
    const item = next()
    if (current !== null || item === undefined) return
    current = item
    isUploading = 'files' in item.content
    events.state(item, 'sending')
    const reply = await post(bodyOf(item, language), (share) => {
      isUploading = share < 1
      events.state(item, 'sending', share)
    })
    current = null
    settle(item, reply)
  }
  const settle = (item: Outgoing, { status, answer }: Reply) => {
    if (answer) {
      tries = 0
      events.state(item, 'sent')
      events.answer(answer)
      void forget(item.id).then(pump)
    } else if (isRefusal(status)) {
      const refusal = status === 413 ? 'tooLarge' : 'refused'
      keep({ ...item, refusal })
      events.state(item, refusal)
      void pump()
    } else {
      tries += 1
      events.state(item, tries >= PATIENCE && navigator.onLine ? 'failed' : 'waiting')
      timer = window.setTimeout(pump, Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS))
    }
  }

  return {
    add(item) {
      items = [...items, item]
      // Kept first: what is shown as sending must outlive the page.
      void queue.put(item).then(pump)
    },
    again(id) {
      const item = items.find((one) => one.id === id)
      if (item?.refusal !== undefined) {
        const { refusal: _, ...rest } = item
        keep(rest)
        events.state(rest, 'waiting')
      }
      void pump()
    },
    discard(id) {
      if (current?.id === id) return false
      void forget(id)
      return true
    },
    hurry() {
      tries = 0
      void pump()
    },
    isAwaiting: () => current !== null && !isUploading && navigator.onLine,
  }
}

/** What the server will never take; all else (no network, busy, slow) is tried again. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429
}

function bodyOf({ id, content }: Outgoing, language: string): FormData | object {
  if (!('files' in content)) return { id, language, ...content }
  const form = new FormData()
  form.append('id', id)
  form.append('language', language)
  content.files.forEach((file, at) => {
    form.append(/^image\//.test(file.type) ? 'photo' : 'file', file, content.names[at] ?? '')
  })
  return form
}

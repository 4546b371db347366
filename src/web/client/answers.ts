/** What we say while the page is open: answers to posts, news by polling, and the sign that an answer is awaited. */
import { get } from './http.ts'
import { canLocate } from './place.ts'
import { type Answer, isLater, offered, type Said } from './said.ts'
import type { View } from './view.ts'

/** How long a typing sign is believed. */
const AWAITED_MS = 60_000
/** A quick answer must not make it flicker. */
const TYPING_AFTER_MS = 300

interface Options {
  readonly language: string
  /** id of the last message that the server rendered */
  readonly last: string
  /** the person's last words were not answered yet */
  readonly isWaiting: boolean
  isAwaiting(): boolean
}

export function createAnswers(view: View, { language, last, isWaiting, isAwaiting }: Options) {
  /** Up to here nothing can be missing; answers to our own posts may come ahead of it. */
  let cursor = last
  let awaitedUntil = isWaiting ? Date.now() + AWAITED_MS : 0

  const expect = () => {
    awaitedUntil = Date.now() + AWAITED_MS
    showAwaiting()
  }
  const showAwaiting = () => {
    window.setTimeout(() => view.type(isAwaiting() || Date.now() < awaitedUntil), TYPING_AFTER_MS)
  }
  const add = (messages: readonly Said[]): boolean => {
    const fresh = messages.filter(({ id }) => !view.has(id))
    if (fresh.length === 0) return false
    view.addOurs(fresh)
    const offer = offered(fresh.map((said) => ({ by: 'us', said })))
    if (offer) view.offer(offer, canLocate())
    return true
  }
  if (isWaiting) showAwaiting()

  return {
    showAwaiting,
    /** The answer to a post. */
    take({ messages, pending }: Answer): void {
      awaitedUntil = 0
      add(messages)
      view.type(false)
      if (pending) expect()
    },
    /** Asks for news; true: there was some, or an answer is awaited. */
    async ask(): Promise<boolean> {
      const { answer } = await get(`?after=${cursor}&lang=${language}`)
      if (!answer) return false
      for (const own of answer.own ?? []) if (!view.has(own.id)) view.addOwn(own, false)
      const isNews = add(answer.messages)
      for (const { id } of answer.messages) if (isLater(id, cursor)) cursor = id
      if (isNews || Date.now() >= awaitedUntil) {
        awaitedUntil = 0
        view.type(isAwaiting())
      }
      return isNews || awaitedUntil > 0
    },
    /** Whether the browser keeps our cookie; in a frame of another site, or by choice, it may not. */
    async hasSession(): Promise<boolean> {
      const { answer } = await get(`?after=${cursor}`)
      return answer?.session !== false
    },
  }
}

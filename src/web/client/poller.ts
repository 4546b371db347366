/** Asks for news: soon while an answer is awaited, ever more rarely in a quiet talk, not at all while nobody looks. */

export interface Poller {
  /** Something happened: ask again soon. */
  soon(): void
}

const SOON_MS = 1500
const QUIET_MS = 3000
const LONGEST_MS = 30_000
const GROWTH = 1.4

/** @param ask never rejects; true: there was news, or an answer is awaited */
export function createPoller(ask: () => Promise<boolean>): Poller {
  let waitMs = QUIET_MS
  let timer = 0
  let isAsking = false

  const schedule = () => {
    clearTimeout(timer)
    if (!document.hidden) timer = window.setTimeout(beat, waitMs)
  }
  const beat = async () => {
    clearTimeout(timer)
    if (isAsking || document.hidden) return
    isAsking = true
    const isLively = await ask()
    isAsking = false
    waitMs = isLively ? SOON_MS : Math.min(Math.max(waitMs * GROWTH, QUIET_MS), LONGEST_MS)
    schedule()
  }
  document.addEventListener('visibilitychange', () => {
    waitMs = QUIET_MS
    void beat()
  })
  window.addEventListener('online', () => void beat())
  schedule()
  return {
    soon() {
      waitMs = SOON_MS
      schedule()
    },
  }
}

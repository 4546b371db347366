/** The reader's place: whoever reads the end stays at the end, whoever reads further up is not moved. */
import { byId } from './dom.ts'

/** Within this many pixels of the end counts as the end. */
const NEAR_END = 120

export function createReading() {
  const newer = byId('newer', HTMLButtonElement)
  const isAtEnd = () => window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - NEAR_END
  const toEnd = () => {
    window.scrollTo(0, document.documentElement.scrollHeight)
    newer.hidden = true
  }
  const onScroll = () => {
    if (isAtEnd()) newer.hidden = true
  }
  // The end of the talk is where one goes on, not where one was before a reload.
  history.scrollRestoration = 'manual'
  window.addEventListener('scroll', onScroll, { passive: true })
  newer.addEventListener('click', toEnd)
  return {
    toEnd,
    /** Changes the page under the reader; false: the reader is further up and does not see it. */
    staying(change: () => void): boolean {
      const wasAtEnd = isAtEnd()
      change()
      if (wasAtEnd) toEnd()
      return wasAtEnd
    },
    /** There is something new further down. */
    showWayDown(): void {
      newer.hidden = false
    },
  }
}

/** Batch services answer a report with a token; its id can be had later. A receipt stands in our books until then. */
import { idOf } from './open311-answer.ts'
import { type CallOptions, list } from './open311-call.ts'

const ASKS = 3
const RECEIPT = 'token:'

/** The id that the token stands for, if it comes within three questions; else a receipt: the id may come tomorrow. */
export async function idSoon(options: CallOptions, token: string, waitMs: number, signal: AbortSignal): Promise<string> {
  for (let ask = 0; ask < ASKS && !signal.aborted; ask++) {
    if (ask > 0) await pause(waitMs, signal)
    const id = await idOfToken(options, token, signal)
    if (id !== null) return id
  }
  return `${RECEIPT}${token}`
}

/** The id to ask by; null: a token whose id is not there yet. */
export async function resolved(options: CallOptions, id: string, signal: AbortSignal): Promise<string | null> {
  return id.startsWith(RECEIPT) ? idOfToken(options, id.slice(RECEIPT.length), signal) : id
}

/** null: not there yet. A failure says no more: the report is theirs, and one token must not hold up the others (P-09). */
async function idOfToken(options: CallOptions, token: string, signal: AbortSignal): Promise<string | null> {
  const found = await list(options, `tokens/${encodeURIComponent(token)}`, {}, {}, signal).catch(() => null)
  return found?.entries?.map((entry) => idOf(entry, 'service_request_id')).find((id) => id !== '') ?? null
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}

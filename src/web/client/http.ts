/** The page's own API. XMLHttpRequest, since only it tells how much of a photo has gone out. */
import type { Answer } from './said.ts'

const PATH = '/api/chat/messages'
const ANSWER_MS = 25_000
/** An upload may take minutes; one that stands still for this long is broken. */
const STILL_MS = 40_000

/** `status` 0: no network, or no answer in time. */
export interface Reply {
  readonly status: number
  readonly answer: Answer | null
}

export function get(query: string): Promise<Reply> {
  return call('GET', PATH + query, null)
}

/** @param onProgress told the share of the body that has gone out, 0 to 1 */
export function post(body: FormData | object, onProgress?: (share: number) => void): Promise<Reply> {
  return call('POST', PATH, body, onProgress)
}

function call(
  method: string,
  path: string,
  body: FormData | object | null,
  onProgress?: (share: number) => void,
): Promise<Reply> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    let timer = 0
    const wait = (ms: number) => {
      clearTimeout(timer)
      timer = window.setTimeout(() => request.abort(), ms)
    }
    request.open(method, path)
    request.upload.onprogress = (event) => {
      wait(event.loaded === event.total ? ANSWER_MS : STILL_MS)
      if (event.lengthComputable) onProgress?.(event.loaded / event.total)
    }
    request.onloadend = () => {
      clearTimeout(timer)
      resolve({ status: request.status, answer: request.status === 200 ? answerIn(request.responseText) : null })
    }
    wait(body instanceof FormData ? STILL_MS : ANSWER_MS)
    if (body instanceof FormData || body === null) return request.send(body)
    request.setRequestHeader('Content-Type', 'application/json')
    request.send(JSON.stringify(body))
  })
}

/** null: not from us; a hotel's sign-in page answers 200 to everything. */
function answerIn(text: string): Answer | null {
  try {
    const value: unknown = JSON.parse(text)
    return isAnswer(value) ? value : null
  } catch {
    // Not JSON: whoever answered, it was not our server.
    return null
  }
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && Array.isArray((value as { messages?: unknown }).messages)
}

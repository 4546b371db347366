/** Memory for photos on their way in, all requests together: bytes count as they come, whatever was announced (P-19). */
const MOST_BYTES = 128 * 1024 * 1024

let bytesHeld = 0

/** A request's body that counts; when there is no more room it breaks off and `isFull` says why. */
export interface Held {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>> | null
  isFull(): boolean
  /** Call once, when the bytes are no longer needed. */
  release(): void
}

/** @param most for tests: how many bytes all requests together may hold */
export function hold({ body }: Pick<Request, 'body'>, most = MOST_BYTES): Held {
  let own = 0
  let isFull = false
  const take = (bytes: number) => {
    own += bytes
    bytesHeld += bytes
    isFull ||= bytesHeld > most
    return !isFull
  }
  return {
    body: body === null || body.locked ? body : counted(body, take),
    isFull: () => isFull,
    release() {
      bytesHeld -= own
      own = 0
    },
  }
}

type Bytes = Uint8Array<ArrayBuffer>

function counted(body: ReadableStream<Bytes>, take: (bytes: number) => boolean): ReadableStream<Bytes> {
  const reader = body.getReader()
  return new ReadableStream<Bytes>({
    async pull(controller) {
      const next = await reader.read()
      if (next.done) return controller.close()
      if (take(next.value.length)) return controller.enqueue(next.value)
      reader.cancel().catch(() => undefined)
      controller.error(new Error('There is no room for another photo now.'))
    },
    cancel: (reason) => reader.cancel(reason),
  })
}

/** Where a fake platform delivers its updates: a server on loopback, or an app called in process. */
export interface WebhookTarget {
  readonly url: string
  readonly secret: string
  /** Stands in for the network where the app under test is called directly (`server.request`). */
  readonly fetch?: (url: string, init: RequestInit) => Response | Promise<Response>
}

interface Delivery {
  /** The update as sent, for `redeliver`. */
  readonly body: string
  readonly status: number
}

/** Posts updates and remembers them; a platform delivers at least once, so any of them may come again. */
export function createCourier(headersOf: (secret: string) => Record<string, string>) {
  let target: WebhookTarget | null = null
  const deliveries: Delivery[] = []
  const post = async (body: string, headers?: Record<string, string>): Promise<number> => {
    if (!target) throw new Error('The fake has no webhook yet: call useWebhook first.')
    const usual = { 'content-type': 'application/json', ...headersOf(target.secret) }
    const init = { method: 'POST', headers: headers ?? usual, body }
    const response = await (target.fetch ?? fetch)(target.url, init)
    await response.arrayBuffer()
    return response.status
  }
  return {
    deliveries,
    use(next: WebhookTarget | null) {
      target = next
    },
    /** Status of our answer, once. */
    async deliver(body: string): Promise<number> {
      const status = await post(body)
      deliveries.push({ body, status })
      return status
    },
    /** Any body with these headers only: a stranger's knock, or a probe. Not kept. */
    knock: (body: string, headers: Record<string, string> = {}) => post(body, headers),
    /** The last `count` updates again, in their order, `times` times. */
    async redeliver(times = 1, count = 1): Promise<number[]> {
      const again = deliveries.slice(-count)
      const statuses: number[] = []
      for (let i = 0; i < times; i++) for (const delivery of again) statuses.push(await post(delivery.body))
      return statuses
    },
  }
}

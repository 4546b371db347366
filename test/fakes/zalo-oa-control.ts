/**
 * The fake account's other side over HTTP, for a human or a script that plays the person: `npm run dev:oa`.
 *
 * `POST /act {"user", "do", …}` and `GET /seen?user=`; `/` is a page for both.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { jpeg } from './photo.ts'
import type { ZaloOaFake } from './zalo-oa.ts'
import { PLAY_PAGE } from './zalo-oa-page.ts'

type Act = Readonly<Record<string, unknown>>

export interface Control {
  /** no slash at the end */
  readonly url: string
  close(): Promise<void>
}

/** @param port 0: any free one */
export async function startControl(fake: ZaloOaFake, port = 0): Promise<Control> {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake')
    if (url.pathname === '/seen') return json(response, 200, fake.ledger(url.searchParams.get('user') ?? undefined))
    if (url.pathname === '/state') return json(response, 200, stateOf(fake))
    if (url.pathname !== '/act') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PLAY_PAGE)
      return
    }
    const done = await act(fake, await bodyOf(request)).catch((error: Error) => error)
    if (done instanceof Error) json(response, 400, { error: done.message })
    else json(response, 200, { status: done })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Status of the webhook's answer, 0: none was asked for. */
async function act(fake: ZaloOaFake, act: Act): Promise<number> {
  const { user = '7000000000000000001', do: what, text = '', lat = 16.4637, lng = 107.5909, ms = 0 } = act
  const person = fake.person(String(user))
  const acts: Readonly<Record<string, () => unknown>> = {
    follows: person.follows,
    unfollows: person.unfollows,
    says: () => person.says(String(text)),
    presses: () => person.presses(String(text)),
    photo: () => person.photo(jpeg({ gps: { lat: 16.46, lng: 107.59 } }), String(text) || undefined),
    place: () => person.sharesPlace(Number(lat), Number(lng)),
    sticker: person.sticker,
    voice: person.voice,
    info: () => person.submitsInfo('Chị Lan', String(text)),
    staff: () => person.hearsStaff(String(text)),
    blocks: person.blocks,
    unblocks: person.unblocks,
    /** so much time passes for the platform: windows, tokens, retries */
    elapse: async () => {
      await fake.elapse(Number(ms))
      return 0
    },
    'drop-token': fake.oauth.dropAccess,
  }
  const run = Object.hasOwn(acts, String(what)) ? acts[String(what)] : undefined
  if (!run) throw new Error(`"do" is one of: ${Object.keys(acts).join(', ')}.`)
  const status = await run()
  return typeof status === 'number' ? status : 0
}

function stateOf(fake: ZaloOaFake): object {
  const { accepted, refused } = { accepted: fake.ledger(), refused: fake.refused }
  const paid = accepted.filter(({ price }) => price === 'paid').length
  return {
    accepted: accepted.length,
    free: accepted.length - paid,
    paid,
    refused,
    tokens: fake.oauth.books,
    webhook: fake.webhook.isOn(),
  }
}

async function bodyOf(request: IncomingMessage): Promise<Act> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString()) as Act
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

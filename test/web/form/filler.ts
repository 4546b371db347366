/** Somebody on the web chat who opens the page of their draft and fills it in, over real HTTP. */
/** Any server of ours; no slash at the end. */
interface Served {
  readonly url: string
}

interface Said {
  readonly text: string
  readonly buttons: readonly { readonly label: string; readonly payload: string }[]
  readonly links: readonly { readonly label: string; readonly url: string }[]
}

/** A talk over the API; keeps the cookie. */
export function talker(server: Served) {
  let cookie = ''
  const send = async (body: unknown): Promise<readonly Said[]> => {
    const answer = await fetch(`${server.url}/api/chat/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(cookie && { cookie }) },
      body: JSON.stringify(body),
    })
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie
    if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
    return ((await answer.json()) as { messages: readonly Said[] }).messages
  }
  return {
    cookie: () => cookie,
    say: (text: string) => send({ text }),
    /** what was said last, of all the talk */
    async last(): Promise<Said> {
      const answer = await fetch(`${server.url}/api/chat/messages`, { headers: { cookie } })
      const { messages } = (await answer.json()) as { messages: readonly Said[] }
      const last = messages.at(-1)
      if (!last) throw new Error('Nothing was said.')
      return last
    },
  }
}

export type Talker = ReturnType<typeof talker>

export const CONSENTED = ['đăng ký', 'đồng ý']
/** up to the question whether the rest comes now */
export const NEEDED = [
  ...CONSENTED,
  ...['hộ gia đình', 'có rồi', 'đang bán', 'trong xã', 'Mắm nêm Bà Hoa', 'Nguyễn Thị Hoa', 'vỹ dạ', '0905 123 456', 'để sau'],
]

export async function talkTo(server: Served, lines: readonly string[]): Promise<Talker> {
  const talk = talker(server)
  for (const line of lines) await talk.say(line)
  return talk
}

/** The link that the words ask for. */
export async function linkOf(talk: Talker): Promise<string> {
  const said = await talk.say('điền trên web')
  const url = said.flatMap(({ links }) => links).find((link) => link.url.includes('/form/'))?.url
  if (!url) throw new Error(`No link in: ${said.map(({ text }) => text).join(' ')}`)
  return url
}

export interface Filler {
  readonly html: string
  /** what a browser would post for the page as it is */
  readonly form: FormData
  set(step: string, value: string): void
  attach(step: string, name: string, bytes: Uint8Array<ArrayBuffer>): void
  save(headers?: Readonly<Record<string, string>>): Promise<Response>
}

/** Reads a page as a browser without script does: every field with what stands in it. */
export async function openForm(url: string): Promise<Filler> {
  const answer = await fetch(url)
  return fillerOf(url, await answer.text())
}

export function fillerOf(url: string, html: string): Filler {
  const form = new FormData()
  for (const [name, value] of fieldsIn(html)) form.append(name, value)
  return {
    html,
    form,
    set: (step, value) => form.set(step === 'id' || step.includes('.') ? step : `f.${step}`, value),
    attach: (step, name, bytes) => form.append(`f.${step}`, new Blob([bytes]), name),
    save: (headers = {}) => fetch(url, { method: 'POST', body: form, headers, redirect: 'manual' }),
  }
}

function fieldsIn(html: string): readonly (readonly [string, string])[] {
  const found: [string, string][] = []
  for (const [tag, inner = ''] of html.matchAll(
    /<input [^>]*>|<select [^>]*>([\s\S]*?)<\/select>|<textarea [^>]*>([\s\S]*?)<\/textarea>/g,
  )) {
    const name = attribute(tag, 'name')
    if (name === undefined) continue
    const type = attribute(tag, 'type')
    if (type === 'file' || ((type === 'radio' || type === 'checkbox') && !/ checked/.test(tag))) continue
    if (tag.startsWith('<select'))
      found.push([name, attribute(/<option [^>]*selected[^>]*>/.exec(inner)?.[0] ?? '', 'value') ?? ''])
    else if (tag.startsWith('<textarea')) found.push([name, plain(/>\n?([\s\S]*)<\/textarea>/.exec(tag)?.[1] ?? '')])
    else found.push([name, attribute(tag, 'value') ?? ''])
  }
  return found
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(` ${name}="([^"]*)"`).exec(tag.slice(0, tag.indexOf('>') + 1))?.[1]
  return found === undefined ? undefined : plain(found)
}

export function plain(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

/** Somebody with a browser of their own on the web chat: keeps the cookie. */
import type { Deps } from '../../src/deps.ts'
import type { Answer } from '../../src/web/client/said.ts'
import { server } from '../../src/web/server.ts'

export function visitor(deps: Deps, cookie = '') {
  let kept = cookie
  const call = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { ...(init.headers as Record<string, string>), ...(kept && { cookie: kept }) }
    const response = await server.request(path, { ...init, headers }, deps)
    kept = response.headers.get('set-cookie')?.split(';')[0] ?? kept
    return response
  }
  const post = (body: unknown) =>
    call('/api/chat/messages', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const answerOf = async (response: Response): Promise<Answer> => {
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
    return response.json()
  }
  return {
    call,
    post,
    upload: (form: FormData) => call('/api/chat/messages', { method: 'POST', body: form }),
    /** the session's secret */
    address: () => kept.split('=')[1] ?? '',
    cookie: () => kept,
    say: async (text: string) => (await answerOf(await post({ text }))).messages,
    send: async (body: unknown) => (await answerOf(await post(body))).messages,
    all: async (after?: string) => answerOf(await call(`/api/chat/messages${after === undefined ? '' : `?after=${after}`}`)),
    page: async (path = '/chat') => (await call(path)).text(),
  }
}

export function photoForm(
  files: readonly { readonly field?: 'photo' | 'file'; readonly bytes: Uint8Array<ArrayBuffer>; readonly name?: string }[],
  fields: Readonly<Record<string, string>> = {},
): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  for (const { field = 'photo', bytes, name = 'anh.jpg' } of files) form.append(field, new Blob([bytes]), name)
  return form
}

export interface Reply {
  readonly id: string
  readonly text: string
  readonly buttons: readonly { readonly label: string; readonly payload: string }[]
  readonly answer?: { readonly zone: string }
}

/** Somebody with a browser: keeps the cookie. */
export function visitor(url: string) {
  let cookie = ''
  const call = async (path: string, init: RequestInit = {}): Promise<readonly Reply[]> => {
    const response = await fetch(`${url}/api/chat/messages${path}`, { ...init, headers: { ...init.headers, cookie } })
    cookie ||= response.headers.get('set-cookie')?.split(';')[0] ?? ''
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
    return ((await response.json()) as { messages: readonly Reply[] }).messages
  }
  return {
    send: (body: object) =>
      call('', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    photo(bytes: Uint8Array<ArrayBuffer>) {
      const body = new FormData()
      body.append('photo', new Blob([bytes], { type: 'image/jpeg' }), 'den-duong.jpg')
      return call('', { method: 'POST', body })
    },
    all: (after?: string) => call(after ? `?after=${after}` : ''),
  }
}

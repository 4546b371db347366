/** A path of the console that is safe to go to after signing in; anything else becomes the desk (no open redirect). */
export function localPath(typed: string | null | undefined): string {
  const base = 'http://console.invalid'
  if (!typed?.startsWith('/') || !URL.canParse(typed, base)) return '/console'
  const url = new URL(typed, base)
  const isOurs = url.origin === base && /^\/console(\/|$)/.test(url.pathname) && !/^\/console\/sign-/.test(url.pathname)
  return isOurs ? `${url.pathname}${url.search}` : '/console'
}

/** Where to sign in, and then come back to `url`. */
export function signInPath(url: string): string {
  const { pathname, search } = new URL(url)
  const next = localPath(`${pathname}${search}`)
  return next === '/console' ? '/console/sign-in' : `/console/sign-in?next=${encodeURIComponent(next)}`
}

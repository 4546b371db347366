import { type Context, Hono } from 'hono'
import * as passwords from '../../lib/password.ts'
import * as officials from '../../models/official.ts'
import * as signIns from '../../models/sign-in.ts'
import type { ConsoleEnv } from './console-env.ts'
import { ErrorSummary, type Errors, Form, Input } from './form.tsx'
import { page } from './layout.tsx'
import { localPath } from './local-path.ts'
import { passwordErrors } from './new-password.ts'
import { begin, end, networkOf } from './session.ts'
import { t } from './words.ts'

export const signIn = new Hono<ConsoleEnv>()

signIn.get('/sign-in', (c) => signInPage(c, { next: c.req.query('next') }))

signIn.post('/sign-in', async (c) => {
  const form = c.get('form')
  const { email, typed, next } = {
    email: form.get('email')?.trim() ?? '',
    typed: form.get('password') ?? '',
    next: form.get('next'),
  }
  const errors = { ...(!email && { email: t('sign_in.no_email') }), ...(!typed && { password: t('sign_in.no_password') }) }
  if (Object.keys(errors).length > 0) return signInPage(c, { email, next, errors, status: 422 })

  const checked = await check(c, email, typed)
  if ('waitSeconds' in checked) return slowDown(c, email, next, checked.waitSeconds)
  // One answer for a wrong password and an unknown e-mail (P-24).
  if (!checked.official) return signInPage(c, { email, next, errors: { password: t('sign_in.wrong') }, status: 401 })
  await begin(c, checked.official.id)
  c.env.log.info('official_signed_in', { official: checked.official.id })
  return c.redirect(localPath(next), 303)
})

signIn.post('/sign-out', async (c) => {
  await end(c)
  return c.redirect('/console/sign-in?out=1', 303)
})

signIn.get('/sign-in/:token', async (c) => {
  const official = await signIns.findLink(c.env.db, c.req.param('token'))
  return official ? linkPage(c, official.email, {}) : deadLink(c)
})

signIn.post('/sign-in/:token', async (c) => {
  const token = c.req.param('token')
  const official = await signIns.findLink(c.env.db, token)
  if (!official) return deadLink(c)
  const errors = passwordErrors(c.get('form'), official.email)
  if (Object.keys(errors).length > 0) return linkPage(c, official.email, errors)
  const hash = await passwords.hash(c.get('form').get('new_password') ?? '')
  const isUsed = await c.env.db.transaction().execute(async (tx) => {
    if (!(await signIns.useLink(tx, token))) return false
    await officials.setPassword(tx, official.id, hash)
    await signIns.closeAllSessions(tx, official.id)
    return true
  })
  if (!isUsed) return deadLink(c)
  await begin(c, official.id)
  c.env.log.info('official_signed_in_by_link', { official: official.id })
  return c.redirect('/console', 303)
})

/**
 * The official whose e-mail and password these are, or how long to wait before the next try is heard.
 *
 * The same work for known and unknown e-mails; a password of an older cost is hashed anew.
 */
export async function check(
  c: Context<ConsoleEnv>,
  email: string,
  typed: string,
): Promise<{ official: officials.Official | null } | { waitSeconds: number }> {
  const { db, vault } = c.env
  const attempt = await signIns.attempt(db, vault, { email, network: networkOf(c) })
  if (attempt.waitSeconds > 0) return attempt
  const known = await officials.credentials(db, email)
  const isRight = await passwords.verify(typed, known?.password ?? null)
  if (attempt.holdMs > 0) await new Promise((resolve) => setTimeout(resolve, attempt.holdMs))
  if (!isRight || !known?.password) return { official: null }
  await signIns.forgive(db, attempt.id)
  if (passwords.isStale(known.password)) await officials.setPassword(db, known.id, await passwords.hash(typed))
  return { official: known }
}

interface SignInProps {
  readonly email?: string
  readonly next: string | null | undefined
  readonly errors?: Errors
  readonly status?: 401 | 422 | 429
}

function slowDown(c: Context<ConsoleEnv>, email: string, next: string | null, waitSeconds: number) {
  c.header('Retry-After', String(waitSeconds))
  return signInPage(c, { email, next, errors: { password: t('sign_in.slow_down', { seconds: waitSeconds }) }, status: 429 })
}

function signInPage(c: Context<ConsoleEnv>, { email = '', next, errors = {}, status }: SignInProps) {
  const isOut = c.req.query('out') === '1'
  return page(
    c,
    { title: t('sign_in.title'), ...(status && { status }), ...(isOut && { notice: t('sign_in.out') }) },
    <div class="narrow">
      <ErrorSummary errors={errors} />
      <Form c={c} action="/console/sign-in">
        <input type="hidden" name="next" value={localPath(next)} />
        <Input name="email" label={t('sign_in.email')} type="email" autocomplete="username" value={email} errors={errors} />
        <Input name="password" label={t('sign_in.password')} type="password" autocomplete="current-password" errors={errors} />
        <p class="actions">
          <button class="main" type="submit">
            {t('sign_in.go')}
          </button>
        </p>
      </Form>
      <p class="hint">{t('sign_in.forgotten')}</p>
    </div>,
  )
}

function linkPage(c: Context<ConsoleEnv>, email: string, errors: Errors) {
  return page(
    c,
    { title: t('link.title'), ...(Object.keys(errors).length > 0 && { status: 422 }) },
    <div class="narrow">
      <ErrorSummary errors={errors} />
      <p>{t('link.text')}</p>
      <Form c={c} action={`/console/sign-in/${encodeURIComponent(c.req.param('token') ?? '')}`}>
        <p class="field">
          <label for="email">{t('sign_in.email')}</label>
          <input id="email" type="email" autocomplete="username" value={email} readonly />
        </p>
        <NewPassword errors={errors} />
        <p class="actions">
          <button class="main" type="submit">
            {t('link.go')}
          </button>
        </p>
      </Form>
    </div>,
  )
}

/** The two fields of a new password, here and on the account page. */
export function NewPassword({ errors }: { errors: Errors }) {
  return (
    <>
      <Input
        name="new_password"
        label={t('password.new')}
        hint={t('password.hint')}
        type="password"
        autocomplete="new-password"
        errors={errors}
      />
      <Input name="repeated" label={t('password.repeated')} type="password" autocomplete="new-password" errors={errors} />
    </>
  )
}

function deadLink(c: Context<ConsoleEnv>) {
  return page(
    c,
    { title: t('dead_link.title'), status: 410 },
    <>
      <p>{t('dead_link.text')}</p>
      <p>
        <a class="button" href="/console/sign-in">
          {t('dead_link.go')}
        </a>
      </p>
    </>,
  )
}

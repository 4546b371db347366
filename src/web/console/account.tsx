import { type Context, Hono } from 'hono'
import * as passwords from '../../lib/password.ts'
import * as officials from '../../models/official.ts'
import * as officialPeople from '../../models/official-person.ts'
import * as signIns from '../../models/sign-in.ts'
import { ChatAccounts } from './chat-accounts.tsx'
import type { ConsoleEnv } from './console-env.ts'
import { ErrorSummary, type Errors, Form, Input } from './form.tsx'
import { page } from './layout.tsx'
import { passwordErrors } from './new-password.ts'
import { postName } from './post-name.ts'
import { mayUse } from './roles.ts'
import { begin } from './session.ts'
import { check, NewPassword } from './sign-in.tsx'
import { t } from './words.ts'

export const account = new Hono<ConsoleEnv>()

account.get('/', (c) => accountPage(c, {}))

account.post('/password', async (c) => {
  const { id } = c.get('official')
  const errors = await errorsOf(c)
  if (Object.keys(errors).length > 0) return accountPage(c, errors)
  const hash = await passwords.hash(c.get('form').get('new_password') ?? '')
  await c.env.db.transaction().execute(async (tx) => {
    await officials.setPassword(tx, id, hash)
    await signIns.closeAllSessions(tx, id)
  })
  await begin(c, id)
  c.env.log.info('official_changed_password', { official: id })
  return c.redirect('/console/account?saved=1', 303)
})

account.post('/chat-code', async (c) => {
  const code = await officialPeople.createCode(c.env.db, c.env.vault, c.get('official').id)
  return accountPage(c, {}, code)
})

account.post('/chat-accounts/:id/removal', async (c) => {
  await officialPeople.unlink(c.env.db, c.get('official').id, c.req.param('id'))
  return c.redirect('/console/account#chat', 303)
})

async function errorsOf(c: Context<ConsoleEnv>): Promise<Errors> {
  const { email } = c.get('official')
  const weak = passwordErrors(c.get('form'), email)
  if (Object.keys(weak).length > 0) return weak
  const checked = await check(c, email, c.get('form').get('password') ?? '')
  if ('waitSeconds' in checked) return { password: t('sign_in.slow_down', { seconds: checked.waitSeconds }) }
  return checked.official ? {} : { password: t('account.wrong') }
}

/** @param code for a chat account, shown this once */
async function accountPage(c: Context<ConsoleEnv>, errors: Errors, code?: string) {
  const accounts = await officialPeople.listOf(c.env.db, c.env.vault, c.get('official').id)
  const hasErrors = Object.keys(errors).length > 0
  const isSaved = c.req.query('saved') === '1'
  return page(
    c,
    {
      title: t('account.title'),
      current: 'account',
      ...(hasErrors && { status: 422 }),
      ...(isSaved && { notice: t('account.saved') }),
    },
    <div class="narrow">
      <ErrorSummary errors={errors} />
      <p>{t('account.who', { email: c.get('official').email, post: postName(c.get('official')) })}</p>
      <h2>{t('account.change')}</h2>
      <Form c={c} action="/console/account/password">
        <Input name="password" label={t('account.present')} type="password" autocomplete="current-password" errors={errors} />
        <NewPassword errors={errors} />
        <p class="actions">
          <button class="main" type="submit">
            {t('account.go')}
          </button>
        </p>
        <p class="hint">{t('account.others')}</p>
      </Form>
      {mayUse(c.get('official').role, 'GET /console/broadcasts') && <ChatAccounts c={c} accounts={accounts} code={code} />}
    </div>,
  )
}

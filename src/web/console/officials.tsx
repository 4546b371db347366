/** Who may sign in, and as what: for administrators. A role is changed after being asked twice, and ends sessions (P-24). */
import { type Context, Hono } from 'hono'
import * as officials from '../../models/official.ts'
import { isSamePost, type Post } from '../../models/official-post.ts'
import * as officialRoles from '../../models/official-role.ts'
import * as signIns from '../../models/sign-in.ts'
import type { ConsoleEnv } from './console-env.ts'
import { Twice } from './form.tsx'
import { page } from './layout.tsx'
import { checkPost, typedPost } from './official-form.tsx'
import { OfficialList } from './official-list.tsx'
import { linkPage, newPage, rolePage, sureOfRole } from './official-pages.tsx'
import { postName } from './post-name.ts'
import { refusal } from './refusal.tsx'
import { t } from './words.ts'

const PATH = '/console/officials'

export const officialRoutes = new Hono<ConsoleEnv>()

officialRoutes.get('/', async (c) => {
  const changed = await officials.find(c.env.db, c.req.query('changed') ?? '')
  return page(
    c,
    {
      title: t('official.list'),
      current: 'officials',
      notice: changed && <p>{t('official.changed', { email: changed.email, post: postName(changed) })}</p>,
    },
    <OfficialList all={await officials.list(c.env.db)} me={c.get('official').id} now={c.env.now()} />,
  )
})

officialRoutes.get('/new', (c) => newPage(c, { email: '', role: '', commune: '' }, {}))

officialRoutes.post('/', async (c) => {
  const form = c.get('form')
  const typed = { email: form.get('email')?.trim() ?? '', ...typedPost(form) }
  const read = checkPost(typed)
  const emailErrors = officials.isEmail(typed.email) ? {} : { email: t('official.wrong.email') }
  if ('errors' in read || emailErrors.email) return newPage(c, typed, { ...emailErrors, ...('errors' in read && read.errors) })
  const made = await add(c, typed.email, read.post)
  if (made) return linkPage(c, made.official, made.token)
  const known = await officials.findByEmail(c.env.db, typed.email)
  return newPage(c, typed, { email: t('official.wrong.known', { post: known ? postName(known) : '' }) })
})

/** First: what shall it be? Then, with the answer in the address: are you sure? Nothing is changed by either. */
officialRoutes.get('/:id/role', async (c) => {
  const one = await officials.find(c.env.db, c.req.param('id'))
  if (!one) return refusal(c, 404)
  if (c.req.query('ask') === undefined) return rolePage(c, one, { role: one.role, commune: one.communeCode ?? '' }, {})
  const typed = typedPost(new URL(c.req.url).searchParams)
  const read = checkPost(typed)
  if ('errors' in read) return rolePage(c, one, typed, read.errors)
  return isSamePost(one, read.post) ? rolePage(c, one, typed, { role: t('official.wrong.same') }) : sureOfRole(c, one, read.post)
})

officialRoutes.post('/:id/role', async (c) => {
  const one = await officials.find(c.env.db, c.req.param('id'))
  if (!one) return refusal(c, 404)
  const typed = typedPost(c.get('form'))
  const read = checkPost(typed)
  if ('errors' in read) return rolePage(c, one, typed, read.errors)
  const done = await c.env.db.transaction().execute((tx) => officialRoles.change(tx, one.id, read.post))
  if (done === 'last_admin') return rolePage(c, one, typed, { role: t('official.wrong.last_admin') })
  if (done === 'changed') note(c, 'official_role_changed', one.id, { from: one.role, to: read.post.role })
  return c.redirect(`${PATH}?changed=${one.id}`, 303)
})

officialRoutes.get('/:id/link', async (c) => {
  const one = await officials.find(c.env.db, c.req.param('id'))
  if (!one) return refusal(c, 404)
  return page(
    c,
    { title: t('official.again.title'), current: 'officials' },
    <div class="narrow">
      <p>{t('official.again.text', { email: one.email, post: postName(one) })}</p>
      <Twice c={c} action={`${PATH}/${one.id}/link`} go={t('official.again.go')} back={PATH} />
    </div>,
  )
})

officialRoutes.post('/:id/link', async (c) => {
  const one = await officials.find(c.env.db, c.req.param('id'))
  if (!one) return refusal(c, 404)
  const { token } = await c.env.db.transaction().execute((tx) => signIns.createLink(tx, one.id))
  note(c, 'official_link_made', one.id, {})
  return linkPage(c, one, token)
})

/** The new official with a link to sign in; null: the e-mail has one already. */
async function add(c: Context<ConsoleEnv>, email: string, post: Post) {
  const made = await c.env.db.transaction().execute(async (tx) => {
    const { id, isNew } = await officials.create(tx, email, post)
    if (!isNew) return null
    const { token } = await signIns.createLink(tx, id)
    return { token, official: { id, email: email.toLowerCase(), ...post } }
  })
  if (made) note(c, 'official_created', made.official.id, { role: post.role })
  return made
}

/** Who did what to whom, by number (P-28, P-29). */
function note(c: Context<ConsoleEnv>, event: string, official: string, fields: Readonly<Record<string, string>>): void {
  c.env.log.info(event, { official, ...fields, by: c.get('official').id })
}

import type { Context } from 'hono'
import type { Official } from '../../models/official.ts'
import type { Post } from '../../models/official-post.ts'
import type { ConsoleEnv } from './console-env.ts'
import { ErrorSummary, type Errors, Form, Input, Twice } from './form.tsx'
import { page } from './layout.tsx'
import { PostFields, type TypedPost } from './official-form.tsx'
import { postName } from './post-name.ts'
import { t } from './words.ts'

const PATH = '/console/officials'

export function newPage(c: Context<ConsoleEnv>, typed: TypedPost & { readonly email: string }, errors: Errors) {
  return page(
    c,
    { title: t('official.new.title'), current: 'officials', ...statusOf(errors) },
    <div class="narrow">
      <ErrorSummary errors={errors} />
      <Form c={c} action={PATH}>
        <Input
          name="email"
          label={t('official.email')}
          hint={t('official.email_hint')}
          type="email"
          autocomplete="off"
          value={typed.email}
          errors={errors}
        />
        <PostFields typed={typed} errors={errors} />
        <Go go={t('official.new.go')} />
      </Form>
    </div>,
  )
}

/** A GET form: it leads to the page that asks again, and changes nothing. */
export function rolePage(c: Context<ConsoleEnv>, one: Official, typed: TypedPost, errors: Errors) {
  return page(
    c,
    { title: t('official.change_role.title'), current: 'officials', ...statusOf(errors) },
    <div class="narrow">
      <ErrorSummary errors={errors} />
      <p>{t('official.change_role.text', { email: one.email, post: postName(one) })}</p>
      <form method="get" action={`${PATH}/${one.id}/role`}>
        <input type="hidden" name="ask" value="1" />
        <PostFields typed={typed} errors={errors} />
        <Go go={t('official.change_role.go')} />
      </form>
    </div>,
  )
}

export function sureOfRole(c: Context<ConsoleEnv>, one: Official, post: Post) {
  const to = postName(post)
  return page(
    c,
    { title: t('official.change_role.sure', { email: one.email }), current: 'officials' },
    <div class="narrow">
      <p>{t('official.change_role.sure_text', { from: postName(one), to })}</p>
      {one.id === c.get('official').id && <p class="warning">{t('official.change_role.self')}</p>}
      <Twice c={c} action={`${PATH}/${one.id}/role`} go={t('official.change_role.sure_go', { to })} back={PATH}>
        <input type="hidden" name="role" value={post.role} />
        <input type="hidden" name="commune" value={post.communeCode ?? ''} />
      </Twice>
    </div>,
  )
}

/** The only time that the link is shown: of its secret only the hash is kept. */
export function linkPage(c: Context<ConsoleEnv>, one: Official, token: string) {
  const link = `${c.env.config.publicUrl}/console/sign-in/${token}`
  return page(
    c,
    { title: t('official.made.title'), current: 'officials' },
    <div class="narrow">
      <p>{t('official.made.text', { email: one.email, post: postName(one) })}</p>
      <p class="field">
        <label for="link">{t('official.made.label')}</label>
        <textarea id="link" readonly rows={3}>
          {link}
        </textarea>
      </p>
      <p>
        <a class="button" href={PATH}>
          {t('official.made.back')}
        </a>
      </p>
    </div>,
  )
}

function Go({ go }: { go: string }) {
  return (
    <p class="actions">
      <button class="main" type="submit">
        {go}
      </button>
      <a class="button" href={PATH}>
        {t('keep')}
      </a>
    </p>
  )
}

function statusOf(errors: Errors) {
  return Object.keys(errors).length > 0 ? ({ status: 422 } as const) : {}
}

/** What officials do with a request about someone's data; each step is told to the person in the talk. */
import { type Context, Hono } from 'hono'
import type { Tx } from '../../db/schema.ts'
import * as dataRequests from '../../models/data-request.ts'
import { eraseLeft, leftOf } from '../../models/data-request-erasure.ts'
import * as steps from '../../models/data-request-steps.ts'
import type { ConsoleEnv } from './console-env.ts'
import { type Shown, seenOf } from './data-request-forms.tsx'
import { requestPage, subjectsText } from './data-request-page.tsx'
import { type News, tellOf } from './data-request-told.ts'
import { Twice, wordsError, wordsOf } from './form.tsx'
import { page } from './layout.tsx'
import { refusal } from './refusal.tsx'
import { t } from './words.ts'

const PATH = '/console/data-requests'

export const dataRequestActions = new Hono<ConsoleEnv>()

type Form = NonNullable<Shown['form']>
const NEWS: Readonly<Record<Form, Exclude<News, 'erasedHere'>>> = {
  answer: 'answered',
  extension: 'extended',
  completion: 'done',
  refusal: 'refused',
}

dataRequestActions.post('/:id/answer', (c) => act(c, 'answer'))
dataRequestActions.post('/:id/extension', (c) => act(c, 'extension'))
dataRequestActions.post('/:id/completion', (c) => act(c, 'completion'))
dataRequestActions.post('/:id/refusal', (c) => act(c, 'refusal'))

dataRequestActions.get('/:id/erasure', async (c) => {
  const one = await deletion(c)
  if (!one) return refusal(c, 404)
  return page(
    c,
    { title: t('data_request.erasure.ask'), current: 'data_requests' },
    <div class="narrow">
      <p>{t('data_request.erasure.text', { list: subjectsText(one) })}</p>
      {one.hasThirdParty && one.thirdPartyAskedAt === null && <p class="warning">{t('data_request.third_party.first')}</p>}
      <Twice c={c} action={`${PATH}/${one.id}/erasure`} go={t('data_request.erasure.go')} back={`${PATH}/${one.id}`} />
    </div>,
  )
})

dataRequestActions.post('/:id/erasure', async (c) => {
  const one = await deletion(c)
  if (!one) return refusal(c, 404)
  const ended = await c.env.db.transaction().execute(async (tx) => {
    const erased = await eraseLeft(tx, one)
    if (erased === 'busy') return erased
    const fresh = (await dataRequests.find(tx, c.env.vault, one.id)) ?? one
    const isDone = await doneIfAll(c, tx, fresh)
    if (!isDone) await tellOf(tx, c.env, fresh, 'erasedHere', null)
    return 'erased'
  })
  if (ended === 'busy') return requestPage(c, one, { problem: 'busy' })
  return saved(c, one.id, 'erased')
})

dataRequestActions.post('/:id/third-party', async (c) => {
  const one = await deletion(c)
  if (!one) return refusal(c, 404)
  await c.env.db.transaction().execute(async (tx) => {
    const noted = await steps.noteThirdPartyAsked(tx, c.env.vault, one.id, c.get('official').id)
    if (noted) await doneIfAll(c, tx, noted)
  })
  return saved(c, one.id, 'asked')
})

/** An open request to delete; null: there is none. */
async function deletion(c: Context<ConsoleEnv>): Promise<dataRequests.DataRequest | null> {
  const one = await dataRequests.find(c.env.db, c.env.vault, c.req.param('id') ?? '')
  return one?.kind === 'delete' && one.settledAt === null ? one : null
}

/** Nothing of it is left here, and who else holds it was asked: then it is done, and the person told. */
async function doneIfAll(c: Context<ConsoleEnv>, tx: Tx, one: dataRequests.DataRequest): Promise<boolean> {
  const isAsked = !one.hasThirdParty || one.thirdPartyAskedAt !== null
  if (!isAsked || (await leftOf(tx, one)).length > 0) return false
  const by = { to: 'done', officialId: c.get('official').id, words: null } as const
  const done = await steps.settle(tx, c.env.vault, one.id, by)
  if (done) await tellOf(tx, c.env, done, 'done', null)
  return done !== null
}

async function act(c: Context<ConsoleEnv>, form: Form) {
  const { db, vault } = c.env
  const one = await dataRequests.find(db, vault, c.req.param('id') ?? '')
  // What is to be deleted is done by deleting it.
  if (!one || (form === 'completion' && one.kind === 'delete')) return refusal(c, 404)
  const typed = wordsOf(c.get('form'))
  const error = wordsError(typed, form === 'completion' ? null : t(`data_request.form.${form}.none`))
  if (error) return requestPage(c, one, { form, typed, errors: { [form]: error } })
  if (isRepeat(one, form, typed)) return saved(c, one.id, NEWS[form])
  if (c.get('form').get('seen') !== seenOf(one)) return requestPage(c, one, { form, typed, problem: 'changed' })
  const changed = await db.transaction().execute(async (tx) => {
    const after = await apply(c, tx, one.id, form, typed)
    if (after) await tellOf(tx, c.env, after, NEWS[form], typed || null)
    return after
  })
  if (!changed) {
    const fresh = (await dataRequests.find(db, vault, one.id)) ?? one
    return requestPage(c, fresh, { form, typed, problem: 'changed' })
  }
  return saved(c, one.id, NEWS[form])
}

function apply(c: Context<ConsoleEnv>, tx: Tx, id: string, form: Form, words: string) {
  const { vault } = c.env
  const officialId = c.get('official').id
  if (form === 'answer') return steps.answer(tx, vault, id, { officialId, words })
  if (form === 'extension') return steps.extend(tx, vault, id, { officialId, reason: words })
  const to = form === 'completion' ? 'done' : 'refused'
  return steps.settle(tx, vault, id, { to, officialId, words: words || null })
}

/** A button pressed twice: the same words stand there already, and are not told again. */
function isRepeat(one: dataRequests.DataRequest, form: Form, words: string): boolean {
  if (form === 'answer') return one.answer === words
  if (form === 'extension') return one.extensionReason === words
  return one.settledAt !== null && (one.outcome ?? '') === words && one.state === (form === 'completion' ? 'done' : 'refused')
}

function saved(c: Context<ConsoleEnv>, id: string, what: string) {
  c.env.log.info('data_request_changed', { request: id, change: what, official: c.get('official').id })
  void c.env.wake()
  return c.redirect(`${PATH}/${id}?saved=${what}`, 303)
}

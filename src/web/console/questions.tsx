import { type Context, Hono } from 'hono'
import { tell } from '../../conversations/tell.ts'
import * as questions from '../../models/question.ts'
import type { ConsoleEnv } from './console-env.ts'
import { ErrorSummary, type Errors, Form, Twice, Words, wordsError, wordsOf } from './form.tsx'
import { page } from './layout.tsx'
import { refusal } from './refusal.tsx'
import { Pager, Time } from './subject-list.tsx'
import * as waiting from './waiting.ts'
import { count, excerpt, t } from './words.ts'

const PATH = '/console/questions'
const PAGE_SIZE = 50
/** Of the question, quoted above its answer. */
const MAX_QUOTE = 300

export const questionRoutes = new Hono<ConsoleEnv>()

questionRoutes.get('/', async (c) => {
  const { db, vault } = c.env
  const after = c.req.query('after')
  const ids = await waiting.openQuestions(db, { after, limit: PAGE_SIZE + 1 })
  const shown = (await Promise.all(ids.slice(0, PAGE_SIZE).map((id) => questions.find(db, vault, id)))).filter(
    (one) => one !== null,
  )
  const more = ids.length > PAGE_SIZE ? shown.at(-1)?.id : undefined
  return page(
    c,
    { title: t('question.list'), current: 'questions', notice: noticeOf(c) },
    <>
      <p class="meta">{t('question.count', { count: count(await questions.countOpen(db)) })}</p>
      {shown.length === 0 ? <p class="empty">{t('question.none')}</p> : <Rows shown={shown} now={c.env.now()} />}
      <Pager path={PATH} state={undefined} more={more} isFirst={!after} />
    </>,
  )
})

questionRoutes.get('/:id', async (c) => {
  const one = await questions.find(c.env.db, c.env.vault, c.req.param('id'))
  return one ? questionPage(c, one, {}) : refusal(c, 404)
})

questionRoutes.post('/:id/answer', async (c) => {
  const one = await questions.find(c.env.db, c.env.vault, c.req.param('id'))
  if (!one) return refusal(c, 404)
  const typed = wordsOf(c.get('form'))
  const error = wordsError(typed, t('answer.none'))
  if (error) return questionPage(c, one, { typed, errors: { answer: error } })
  const isSettled = await c.env.db.transaction().execute(async (tx) => {
    if (!(await questions.settle(tx, one.id, 'answered', c.get('official').id))) return false
    await tell(tx, c.env, one.personId, (person) =>
      person('news:answer', { question: excerpt(one.text, MAX_QUOTE), words: typed }),
    )
    return true
  })
  if (!isSettled) return questionPage(c, { ...one, state: 'answered' }, { typed, isChanged: true })
  void c.env.wake()
  return c.redirect(await afterThis(c, one.id, 'answered'), 303)
})

questionRoutes.get('/:id/dismissal', async (c) => {
  const one = await questions.find(c.env.db, c.env.vault, c.req.param('id'))
  if (one?.state !== 'open') return refusal(c, 404)
  return page(
    c,
    { title: t('dismissal.title'), current: 'questions' },
    <div class="narrow">
      <p>{t('dismissal.text')}</p>
      <blockquote>{one.text}</blockquote>
      <Twice c={c} action={`${PATH}/${one.id}/dismissal`} go={t('dismissal.go')} back={`${PATH}/${one.id}`} />
    </div>,
  )
})

questionRoutes.post('/:id/dismissal', async (c) => {
  const one = await questions.find(c.env.db, c.env.vault, c.req.param('id'))
  if (!one) return refusal(c, 404)
  const isSettled = await c.env.db.transaction().execute((tx) => questions.settle(tx, one.id, 'dismissed', c.get('official').id))
  if (!isSettled) return questionPage(c, { ...one, state: 'answered' }, { isChanged: true })
  return c.redirect(await afterThis(c, one.id, 'dismissed'), 303)
})

async function afterThis(c: Context<ConsoleEnv>, id: string, done: 'answered' | 'dismissed'): Promise<string> {
  const next = await waiting.next(c.env.db, 'question', 'open', id)
  return `${next === null ? PATH : `${PATH}/${next}`}?done=${done}`
}

function noticeOf(c: Context<ConsoleEnv>) {
  const done = c.req.query('done')
  return done === 'answered' || done === 'dismissed' ? <p>{t(`question.${done}`)}</p> : null
}

function Rows({ shown, now }: { shown: readonly questions.Question[]; now: Date }) {
  return (
    <table class="list">
      <thead>
        <tr>
          <th scope="col">{t('question.text')}</th>
          <th scope="col">{t('sent_at')}</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((one) => (
          <tr>
            <td class="about">
              <a href={`${PATH}/${one.id}`}>{excerpt(one.text, 160)}</a>
            </td>
            <td>
              <Time at={one.createdAt} now={now} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface Shown {
  readonly typed?: string
  readonly errors?: Errors
  readonly isChanged?: boolean
}

function questionPage(c: Context<ConsoleEnv>, one: questions.Question, { typed = '', errors = {}, isChanged = false }: Shown) {
  const status = isChanged ? 409 : Object.keys(errors).length > 0 ? 422 : 200
  return page(
    c,
    {
      title: t('question.title'),
      current: 'questions',
      status,
      notice: isChanged ? <p>{t('question.settled')}</p> : noticeOf(c),
    },
    <div class="narrow">
      <ErrorSummary errors={errors} />
      <p class="meta">
        {t('sent')} <Time at={one.createdAt} now={c.env.now()} />
      </p>
      <blockquote>{one.text}</blockquote>
      {one.state === 'open' || typed ? (
        <AnswerForm c={c} one={one} typed={typed} errors={errors} />
      ) : (
        <p>{t(`question.state.${one.state}`)}</p>
      )}
      <p>
        <a href={PATH}>{t('question.back')}</a>
      </p>
    </div>,
  )
}

interface AnswerProps {
  readonly c: Context<ConsoleEnv>
  readonly one: questions.Question
  readonly typed: string
  readonly errors: Errors
}

function AnswerForm({ c, one, typed, errors }: AnswerProps) {
  return (
    <Form c={c} action={`${PATH}/${one.id}/answer`}>
      <Words id="answer" label={t('answer.label')} hint={t('answer.hint')} typed={typed} errors={errors} />
      {one.state === 'open' && (
        <p class="actions">
          <button class="main" type="submit">
            {t('answer.send')}
          </button>
          <a class="button" href={`${PATH}/${one.id}/dismissal`}>
            {t('dismissal.offer')}
          </a>
        </p>
      )}
    </Form>
  )
}

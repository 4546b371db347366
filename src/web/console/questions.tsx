/** Questions that got no answer: listed by likeness, and one alone. A whole group: `question-group.tsx`. */
import { type Context, Hono } from 'hono'
import type { Child } from 'hono/jsx'
import { tell } from '../../conversations/tell.ts'
import * as people from '../../models/person.ts'
import * as questions from '../../models/question.ts'
import { WHOLE_CITY } from '../../models/scope.ts'
import type { ConsoleEnv } from './console-env.ts'
import { ErrorSummary, type Errors, Form, Twice, Words, wordsError, wordsOf } from './form.tsx'
import { page } from './layout.tsx'
import { inserted, Nearest, nearest } from './nearest.tsx'
import { groupRoutes } from './question-group.tsx'
import { MOST_OPENED, openGroups } from './question-groups.ts'
import { Groups } from './question-list.tsx'
import { RecentTalk, recentTalk } from './recent-talk.tsx'
import { refusal } from './refusal.tsx'
import { Pager, Time } from './subject-list.tsx'
import * as waiting from './waiting.ts'
import { count, excerpt, t } from './words.ts'

const PATH = '/console/questions'
const PAGE_SIZE = 50
/** Of the question, quoted above its answer. */
export const MAX_QUOTE = 300

export const questionRoutes = new Hono<ConsoleEnv>()

questionRoutes.get('/', async (c) => {
  const groups = await openGroups(c.env)
  const from = Math.max(0, Number(c.req.query('after') ?? 0) || 0)
  const shown = await Promise.all(
    groups.slice(from, from + PAGE_SIZE).map(async (group) => ({ group, near: (await nearest(c, group[0]?.text ?? '', 1))[0] })),
  )
  const all = await questions.countOpen(c.env.db)
  const more = groups.length > from + PAGE_SIZE ? String(from + PAGE_SIZE) : undefined
  return page(
    c,
    { title: t('question.list'), current: 'questions', notice: noticeOf(c) },
    <>
      <p class="meta">{t('question.count', { count: count(all), groups: count(groups.length) })}</p>
      {all > MOST_OPENED && <p class="warning">{t('question.many', { most: count(MOST_OPENED) })}</p>}
      {shown.length === 0 ? <p class="empty">{t('question.none')}</p> : <Groups shown={shown} now={c.env.now()} />}
      <Pager path={PATH} state={undefined} more={more} isFirst={from === 0} />
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
  const { language } = await people.load(c.env.db, c.env.vault, one.personId)
  const filled = await inserted(c, typed, language)
  if (filled !== null) return questionPage(c, one, { typed: filled })
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

questionRoutes.route('/', groupRoutes)

async function afterThis(c: Context<ConsoleEnv>, id: string, done: 'answered' | 'dismissed'): Promise<string> {
  const next = await waiting.next(c.env.db, 'question', WHOLE_CITY, { state: 'open', after: id })
  return `${next === null ? PATH : `${PATH}/${next}`}?done=${done}`
}

function noticeOf(c: Context<ConsoleEnv>) {
  const done = ['answered', 'dismissed', 'answered_all', 'learned', 'dismissed_all'].find((word) => word === c.req.query('done'))
  return done ? <p>{t(`question.${done}`)}</p> : null
}

interface Shown {
  readonly typed?: string
  readonly errors?: Errors
  readonly isChanged?: boolean
}

async function questionPage(
  c: Context<ConsoleEnv>,
  one: questions.Question,
  { typed = '', errors = {}, isChanged = false }: Shown,
) {
  const status = isChanged ? 409 : Object.keys(errors).length > 0 ? 422 : 200
  const person = await people.load(c.env.db, c.env.vault, one.personId)
  const near = await nearest(c, one.text)
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
      <RecentTalk recent={await recentTalk(c.env, person)} />
      {one.state === 'open' && (
        <p>
          <a class="button" href={`${PATH}/${one.id}/group`}>
            {t('question.to_group')}
          </a>
        </p>
      )}
      {one.state === 'open' || typed ? (
        <AnswerForm c={c} one={one} typed={typed} errors={errors}>
          <Nearest articles={near} to={`${PATH}/${one.id}/answer#answer`} />
        </AnswerForm>
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
  readonly children: Child
}

function AnswerForm({ c, one, typed, errors, children }: AnswerProps) {
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
      {children}
    </Form>
  )
}

/** What is done with a group of questions: nothing of it by halves, and the answer goes out once. */
import { type Context, Hono } from 'hono'
import { tellAccount } from '../../conversations/tell.ts'
import type { Tx } from '../../db/schema.ts'
import type { Article } from '../../knowledge/article.ts'
import { localDay } from '../../lib/time.ts'
import type { Language } from '../../message.ts'
import * as articles from '../../models/article.ts'
import * as people from '../../models/person.ts'
import * as questions from '../../models/question.ts'
import type { Warning } from './article-check.ts'
import { checked, type Editing, editPage, isSure, warned } from './article-edit.tsx'
import { blank, MOST as LONGEST, readTyped } from './article-form.tsx'
import { contentOf, find, freeId } from './article-shelf.ts'
import type { ConsoleEnv } from './console-env.ts'
import { type Errors, Twice, wordsError } from './form.tsx'
import { page } from './layout.tsx'
import { nearest, wordsOf } from './nearest.tsx'
import { type Chosen, fresh, MOST_TAUGHT, readChosen, readShown, taughtErrors, taughtIn, taughtOf } from './question-choice.ts'
import { groupPage, outcomeInWords } from './question-group-page.tsx'
import { distinct, groupOf, mostChosen } from './question-groups.ts'
import { refusal } from './refusal.tsx'
import { count, excerpt, t } from './words.ts'

const PATH = '/console/questions'
const MAX_QUOTE = 300

export const groupRoutes = new Hono<ConsoleEnv>()

groupRoutes.get('/:id/group', async (c) => {
  const id = c.req.param('id')
  const group = await groupOf(c.env, id)
  if (!group) return (await questions.find(c.env.db, c.env.vault, id)) ? c.redirect(`${PATH}/${id}`) : refusal(c, 404)
  return shown(c, group, fresh(group, mostChosen(group)))
})

groupRoutes.post('/:id/group', async (c) => {
  const members = await questions.listOf(c.env.db, c.env.vault, readShown(c.get('form')))
  if (members.length === 0) return refusal(c, 404)
  const chosen = readChosen(c.get('form'))
  const act = ACTS.get(c.get('form').get('do') ?? '')
  if (!act) return shown(c, members, chosen)
  const picked = members.filter(({ id }) => chosen.members.includes(id))
  if (picked.length === 0) return shown(c, members, chosen, { errors: { member: t('group.no_member') } })
  return act(c, { members, picked, chosen })
})

groupRoutes.post('/:id/group/article', async (c) => {
  const members = await questions.listOf(c.env.db, c.env.vault, readShown(c.get('form')))
  if (members.length === 0) return refusal(c, 404)
  const id = await freeId(c.env.db, readTyped(c.get('form')).question)
  const found = await checked(c, writing(c, members), { id, covers: [] })
  if (!found.ok) return found.page
  const { content } = found
  const article = { ...content, id }
  const isDone = await settled(c, members, async (tx, officialId) => {
    if (!(await articles.save(tx, { articleId: id, seen: null, action: 'saved', content, officialId }))) return false
    await articles.keepQuestions(tx, id, content.aliases, officialId)
    await tellAll(c, tx, members, (language) => wordsOf(c, article, language))
    return true
  })
  if (!isDone)
    return editPage(
      c,
      { ...writing(c, members), extra: await Gone({ c, members }) },
      { typed: readTyped(c.get('form')), isChanged: true },
    )
  return c.redirect(`${PATH}?done=learned`, 303)
})

groupRoutes.post('/:id/group/dismissal', async (c) => {
  const members = await questions.listOf(c.env.db, c.env.vault, readShown(c.get('form')))
  if (members.length === 0) return refusal(c, 404)
  const ids = members.map(({ id }) => id)
  const isDone = await c.env.db.transaction().execute((tx) => questions.settleAll(tx, ids, 'dismissed', c.get('official').id))
  return isDone
    ? c.redirect(`${PATH}?done=dismissed_all`, 303)
    : shown(c, members, fresh(members, mostChosen(members)), { isChanged: true })
})

interface Pick {
  readonly members: readonly questions.Question[]
  /** those that are answered */
  readonly picked: readonly questions.Question[]
  readonly chosen: Chosen
}

type Act = (c: Context<ConsoleEnv>, pick: Pick) => Promise<Response>

const ACTS: ReadonlyMap<string, Act> = new Map(Object.entries({ article: withArticle, write, words: withWords, dismiss }))

async function withArticle(c: Context<ConsoleEnv>, { members, picked, chosen }: Pick): Promise<Response> {
  const library = await c.env.library()
  const article = library.articles.find(({ id }) => id === chosen.article)
  if (!article) return shown(c, members, chosen, { errors: { article: t('group.no_article') } })
  const texts = taughtOf(chosen, members)
  const errors = taughtErrors(texts, library.articles, article)
  if (Object.keys(errors).length > 0) return shown(c, members, chosen, { errors })
  const one = await find(c.env.db, article.id)
  const known = [article.question, ...article.aliases]
  const aliases = [...article.aliases, ...texts.filter((text) => !known.includes(text))]
  const warnings = texts.length === 0 ? [] : await warned(c, { id: article.id, article: { ...article, aliases } }, texts)
  if (!isSure(c.get('form'), warnings)) return shown(c, members, chosen, { warnings })
  const isDone = await settled(c, picked, async (tx, officialId) => {
    const save = { articleId: article.id, seen: one?.seen ?? null, action: 'saved', officialId } as const
    const isTaught = aliases.length > article.aliases.length
    if (isTaught && !(await articles.save(tx, { ...save, content: contentOf({ ...article, aliases }) }))) return false
    await articles.keepQuestions(tx, article.id, texts, officialId)
    await tellAll(c, tx, picked, (language) => wordsOf(c, article, language))
    return true
  })
  if (!isDone) return shown(c, members, chosen, { isChanged: true })
  return c.redirect(`${PATH}?done=${texts.length > 0 ? 'learned' : 'answered_all'}`, 303)
}

async function withWords(c: Context<ConsoleEnv>, { members, picked, chosen }: Pick): Promise<Response> {
  const error = wordsError(chosen.words, t('answer.none'))
  if (error) return shown(c, members, chosen, { errors: { answer: error } })
  const isDone = await settled(c, picked, async (tx) => {
    await tellAll(c, tx, picked, () => chosen.words)
    return true
  })
  return isDone ? c.redirect(`${PATH}?done=answered_all`, 303) : shown(c, members, chosen, { isChanged: true })
}

/** The form of a new article, with what the people asked in it; nothing is changed yet. */
async function write(c: Context<ConsoleEnv>, { members, picked, chosen }: Pick): Promise<Response> {
  const ticked = taughtOf(chosen, members)
  const ways =
    ticked.length > 0
      ? ticked
      : distinct(picked)
          .slice(0, MOST_TAUGHT)
          .map((one) => taughtIn(chosen, one))
  const question = ways.find(({ length }) => length <= LONGEST.question) ?? excerpt(ways[0] ?? '', LONGEST.question - 1)
  const typed = { ...blank(localDay(c.env.now())), question, aliases: ways.filter((way) => way !== question).join('\n') }
  return editPage(c, writing(c, picked), { typed: { ...typed, text: chosen.words } })
}

async function dismiss(c: Context<ConsoleEnv>, { picked }: Pick): Promise<Response> {
  const [first] = picked
  return page(
    c,
    { title: t('group.dismiss_title', { count: count(picked.length) }), current: 'questions' },
    <div class="narrow">
      <p>{t('dismissal.text')}</p>
      {picked.slice(0, MOST_TAUGHT).map(({ text }) => (
        <blockquote>{excerpt(text, MAX_QUOTE)}</blockquote>
      ))}
      {picked.length > MOST_TAUGHT && <p>{t('article.warning.more', { count: count(picked.length - MOST_TAUGHT) })}</p>}
      <Twice c={c} action={`${PATH}/${first?.id}/group/dismissal`} go={t('dismissal.go')} back={`${PATH}/${first?.id}/group`}>
        <input type="hidden" name="shown" value={picked.map(({ id }) => id).join(' ')} />
      </Twice>
    </div>,
  )
}

function writing(c: Context<ConsoleEnv>, picked: readonly questions.Question[]): Editing {
  const id = picked[0]?.id ?? c.req.param('id') ?? ''
  return {
    title: t('article.write'),
    current: 'questions',
    action: `${PATH}/${id}/group/article`,
    back: `${PATH}/${id}/group`,
    go: t('group.save_and_send', { count: count(picked.length) }),
    seen: null,
    changed: t('group.changed'),
    extra: (
      <>
        <input type="hidden" name="shown" value={picked.map((one) => one.id).join(' ')} />
        <p class="hint">{t('group.writing_hint')}</p>
      </>
    ),
  }
}

/** Who settled which of them meanwhile; the form goes on with the others. */
async function Gone({ c, members }: { c: Context<ConsoleEnv>; members: readonly questions.Question[] }) {
  const outcomes = await questions.outcomes(
    c.env.db,
    members.map(({ id }) => id),
  )
  const left = members.filter(({ id }) => !outcomes.has(id))
  return (
    <>
      <input type="hidden" name="shown" value={left.map(({ id }) => id).join(' ')} />
      <ul>
        {members.flatMap((one) => {
          const outcome = outcomes.get(one.id)
          return outcome ? (
            <li>
              {excerpt(one.text, 120)}: {outcomeInWords(outcome)}
            </li>
          ) : (
            []
          )
        })}
      </ul>
    </>
  )
}

/** In one transaction: all are settled and `work` says true, or nothing happened at all. */
async function settled(
  c: Context<ConsoleEnv>,
  picked: readonly questions.Question[],
  work: (tx: Tx, officialId: string) => Promise<boolean>,
): Promise<boolean> {
  const officialId = c.get('official').id
  const ids = picked.map(({ id }) => id)
  const isDone = await c.env.db
    .transaction()
    .execute(async (tx) => {
      const isFirst = await questions.settleAll(tx, ids, 'answered', officialId)
      if (!isFirst || !(await work(tx, officialId))) throw new Taken('Somebody else was first.')
      return true
    })
    .catch((error: unknown) => {
      // Thrown to undo the half that was done.
      if (error instanceof Taken) return false
      throw error
    })
  if (isDone) void c.env.wake()
  return isDone
}

class Taken extends Error {
  override readonly name = 'Taken'
}

/** Each chat once, however often was asked there, with the last question quoted. */
async function tellAll(
  c: Context<ConsoleEnv>,
  tx: Tx,
  picked: readonly questions.Question[],
  words: (language: Language) => string,
): Promise<void> {
  const last = new Map(picked.map((one) => [one.personId, one]))
  // Always in this order: each is locked, and two officials may answer the same people at once.
  const inOrder = [...last].toSorted(([a], [b]) => Number(BigInt(a) - BigInt(b)))
  for (const [personId, { text }] of inOrder) {
    const { language } = await people.load(tx, c.env.vault, personId)
    await tellAccount(tx, c.env, personId, (person) =>
      person('news:answer', { question: excerpt(text, MAX_QUOTE), words: words(language) }),
    )
  }
}

interface How {
  readonly errors?: Errors
  readonly warnings?: readonly Warning[]
  readonly isChanged?: boolean
}

async function shown(c: Context<ConsoleEnv>, members: readonly questions.Question[], chosen: Chosen, how: How = {}) {
  const library = await c.env.library()
  const near = await nearest(c, members[0]?.text ?? '')
  const searched = chosen.search === '' ? [] : await nearest(c, chosen.search, 5)
  const kept = library.articles.filter(({ id }) => id === chosen.article)
  const all = [...near, ...searched, ...kept]
  const outcomes = await questions.outcomes(
    c.env.db,
    members.map(({ id }) => id),
  )
  return groupPage(c, {
    id: members[0]?.id ?? '',
    members,
    outcomes,
    chosen,
    articles: all.filter((article: Article, at) => all.findIndex(({ id }) => id === article.id) === at),
    ...how,
  })
}

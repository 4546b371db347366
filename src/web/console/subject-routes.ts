/**
 * What reports and registrations have in common at the desk: a list of what waits, a page, a state to set with words to
 * the sender. Each of them is a `Subject`, and these are its routes.
 *
 * Two officials may look at one page. So a form carries what its writer saw (the state, how long the history was), and what
 * changed meanwhile is shown instead of overwritten. The same words pressed twice count once.
 */
import { type Context, Hono } from 'hono'
import { tellHelper } from '../../conversations/helper-news.ts'
import { tell } from '../../conversations/tell.ts'
import type { Tx } from '../../db/schema.ts'
import { clean } from '../../lib/text.ts'
import * as attachments from '../../models/attachment.ts'
import * as people from '../../models/person.ts'
import * as stateChanges from '../../models/state-change.ts'
import type { ConsoleEnv } from './console-env.ts'
import { type Errors, wordsError, wordsOf } from './form.tsx'
import { refusal } from './refusal.tsx'
import type { Item, Subject } from './subject.ts'
import { listPage } from './subject-list.tsx'
import { type Shown, subjectPage, type Typed } from './subject-page.tsx'
import * as waiting from './waiting.ts'
import { t } from './words.ts'

export function subjectRoutes<One extends Item>(subject: Subject<One>): Hono<ConsoleEnv> {
  const routes = new Hono<ConsoleEnv>()

  routes.get('/', (c) => listPage(c, subject))

  routes.get('/:id', async (c) => {
    const one = await subject.find(c, c.req.param('id'))
    return one ? shownPage(c, subject, one, {}) : refusal(c, 404)
  })

  routes.post('/:id/state', async (c) => {
    const one = await subject.find(c, c.req.param('id'))
    if (!one) return refusal(c, 404)
    const form = c.get('form')
    const typed = { to: form.get('to') ?? '', stateWords: wordsOf(form), details: detailsOf(subject, form) }
    const errors = stateErrors(subject, typed, c.env.now())
    if (Object.keys(errors).length > 0) return shownPage(c, subject, one, { typed, errors })
    if ((await subject.elsewhere?.(c, one))?.isLocked) return changedPage(c, subject, one.id, typed)
    const ended = await setState(c, subject, one, { ...typed, from: form.get('from') ?? '' })
    if (ended === 'changed') return changedPage(c, subject, one.id, typed)
    void c.env.wake()
    return c.redirect(await afterState(c, subject, one), 303)
  })

  routes.post('/:id/messages', async (c) => {
    const one = await subject.find(c, c.req.param('id'))
    if (!one) return refusal(c, 404)
    const typed = { messageWords: wordsOf(c.get('form')) }
    const error = wordsError(typed.messageWords, t('words.none'))
    if (error) return shownPage(c, subject, one, { typed, errors: { message_words: error } })
    const ended = await sendWords(c, subject, one, typed.messageWords)
    if (ended === 'changed') return changedPage(c, subject, one.id, typed)
    void c.env.wake()
    return c.redirect(`${subject.path}/${one.id}?sent=1`, 303)
  })

  return routes
}

/** What was typed into the fields of the chosen state. */
function detailsOf<One extends Item>({ details }: Subject<One>, form: URLSearchParams): Readonly<Record<string, string>> {
  if (!details || form.get('to') !== details.state) return {}
  return Object.fromEntries(details.fields.map(({ name }) => [name, clean(form.get(name) ?? '').trim()]))
}

function stateErrors<One extends Item>(
  subject: Subject<One>,
  typed: { readonly to: string; readonly stateWords: string; readonly details: Readonly<Record<string, string>> },
  now: Date,
): Errors {
  // A state that the page does not offer any more is not the typist's error: `setState` tells that it changed.
  const error = wordsError(typed.stateWords, subject.explained.includes(typed.to) ? t('words.none') : null)
  const wrong = subject.details?.state === typed.to ? subject.details.check(typed.details, now) : {}
  return {
    ...(!subject.states.includes(typed.to) && { to: t('state.none') }),
    ...wrong,
    ...(error && { state_words: error }),
  }
}

type Ended = 'saved' | 'changed'

/** Moves the state and owes the sender the news of it, in one transaction. */
function setState<One extends Item>(
  c: Context<ConsoleEnv>,
  subject: Subject<One>,
  one: One,
  wish: {
    readonly to: string
    readonly from: string
    readonly stateWords: string
    readonly details: Readonly<Record<string, string>>
  },
): Promise<Ended> {
  const { db, vault } = c.env
  const { id: officialId, role } = c.get('official')
  const words = wish.stateWords || null
  return db.transaction().execute(async (tx) => {
    const now = await waiting.lockState(tx, subject.kind, one.id)
    if (now !== wish.from) return isRepeat(c, tx, subject, one.id, wish.to, words)
    const change = { id: one.id, to: wish.to, words, officialId, role, details: wish.details }
    if (!(await subject.move(tx, vault, change))) return 'changed'
    await tell(tx, c.env, one.personId, (person) =>
      [
        person(`news:${subject.kind}.${wish.to}`, { reference: one.reference, ...subject.newsValues?.(wish.details) }),
        ...(words ? [person('news:words', { words })] : []),
      ].join('\n\n'),
    )
    await tellHelperOf(c, tx, subject, one, { state: wish.to, words })
    return 'saved'
  })
}

/** Who filled it in for the producer hears it too. */
async function tellHelperOf<One extends Item>(
  c: Context<ConsoleEnv>,
  tx: Tx,
  subject: Subject<One>,
  one: One,
  news: { readonly state: string | null; readonly words: string | null },
): Promise<void> {
  const say = subject.helperNews
  if (say) await tellHelper(tx, c.env, one, (t) => say(one, news, t))
}

/** Words without a change of state: they stand in the history, under the state of that moment. */
function sendWords<One extends Item>(c: Context<ConsoleEnv>, subject: Subject<One>, one: One, words: string): Promise<Ended> {
  return c.env.db.transaction().execute(async (tx) => {
    const state = await waiting.lockState(tx, subject.kind, one.id)
    if (state === null) return 'changed'
    const { length } = await stateChanges.history(tx, c.env.vault, subject.key(one.id))
    if (String(length) !== c.get('form').get('seen')) return isRepeat(c, tx, subject, one.id, state, words)
    await stateChanges.add(tx, c.env.vault, { ...subject.key(one.id), state, words, officialId: c.get('official').id })
    await tell(tx, c.env, one.personId, (person) => person(`news:${subject.kind}.message`, { reference: one.reference, words }))
    await tellHelperOf(c, tx, subject, one, { state: null, words })
    return 'saved'
  })
}

/** A button pressed twice asks for what was just done by the same official: that is no conflict, and not done again. */
async function isRepeat<One extends Item>(
  c: Context<ConsoleEnv>,
  tx: Tx,
  subject: Subject<One>,
  id: string,
  state: string,
  words: string | null,
): Promise<Ended> {
  const last = (await stateChanges.history(tx, c.env.vault, subject.key(id))).at(-1)
  return last?.by === c.get('official').email && last.state === state && last.words === words ? 'saved' : 'changed'
}

/** After saving: the next one that waits where this one did, or back to the page. */
async function afterState<One extends Item>(c: Context<ConsoleEnv>, subject: Subject<One>, one: One): Promise<string> {
  const form = c.get('form')
  if (form.get('after') !== 'next') return `${subject.path}/${one.id}?saved=${one.id}`
  const state = form.get('from') ?? subject.waiting(c.get('official').role)[0] ?? ''
  const next = await waiting.next(c.env.db, subject.kind, c.get('scope'), { state, after: one.id })
  return next === null ? `${subject.path}?saved=${one.id}` : `${subject.path}/${next}?saved=${one.id}`
}

async function changedPage<One extends Item>(c: Context<ConsoleEnv>, subject: Subject<One>, id: string, typed: Typed) {
  const fresh = await subject.find(c, id)
  return fresh ? shownPage(c, subject, fresh, { typed, isChanged: true }) : refusal(c, 404)
}

async function shownPage<One extends Item>(c: Context<ConsoleEnv>, subject: Subject<One>, one: One, shown: Shown) {
  const { db, vault } = c.env
  const held = await attachments.listOf(db, subject.key(one.id))
  return subjectPage(c, subject, one, {
    ...shown,
    facts: subject.facts(one, held, c.env.now()),
    history: await stateChanges.history(db, vault, subject.key(one.id)),
    attachments: held,
    elsewhere: (await subject.elsewhere?.(c, one)) ?? null,
    isReachable: (await people.load(db, vault, one.personId)).isActive,
  })
}

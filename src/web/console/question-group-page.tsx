/** One answer for all who asked the same: with an article, with a new one, or in words of its own. */
import type { Context } from 'hono'
import type { Article } from '../../knowledge/article.ts'
import type { Outcome, Question } from '../../models/question.ts'
import type { Warning } from './article-check.ts'
import { pathOf, Warnings } from './article-edit.tsx'
import { MOST as LONGEST } from './article-form.tsx'
import type { ConsoleEnv } from './console-env.ts'
import { Line } from './fields.tsx'
import { described, ErrorSummary, type Errors, FieldError, Form, Words } from './form.tsx'
import { page } from './layout.tsx'
import { type Chosen, MOST_TAUGHT, taughtIn } from './question-choice.ts'
import { distinct, peopleOf } from './question-groups.ts'
import { Time } from './subject-list.tsx'
import { count, excerpt, t } from './words.ts'

const PATH = '/console/questions'

export interface GroupState {
  readonly id: string
  /** all that are shown, open or not */
  readonly members: readonly Question[]
  readonly outcomes: ReadonlyMap<string, Outcome>
  readonly chosen: Chosen
  /** nearest ones, and those that were searched */
  readonly articles: readonly Article[]
  readonly errors?: Errors
  readonly warnings?: readonly Warning[]
  readonly isChanged?: boolean
}

export function groupPage(c: Context<ConsoleEnv>, state: GroupState) {
  const { id, members, outcomes, chosen, errors = {}, warnings = [], isChanged = false } = state
  const status = isChanged ? 409 : Object.keys(errors).length > 0 || warnings.length > 0 ? 422 : 200
  const open = members.filter((one) => !outcomes.has(one.id))
  return page(
    c,
    { title: t('group.title'), current: 'questions', status, notice: isChanged && <p>{t('group.changed')}</p> },
    <div class="narrow">
      <ErrorSummary errors={errors} />
      <Form c={c} action={`${PATH}/${id}/group`}>
        <input type="hidden" name="shown" value={members.map((one) => one.id).join(' ')} />
        <Warnings warnings={warnings} go={t('article.sure')} />
        <p class="meta">{t('group.count', { count: count(members.length), people: count(peopleOf(members)) })}</p>
        <Members now={c.env.now()} {...state} errors={errors} />
        {open.length > 0 && (
          <>
            <Articles articles={state.articles} chosen={chosen} errors={errors} />
            <Taught open={open} chosen={chosen} errors={errors} />
            <p class="actions">
              <button class="main" type="submit" name="do" value="article">
                {t('group.send_article')}
              </button>
            </p>
            <h2>{t('group.write_title')}</h2>
            <p class="hint">{t('group.write_hint')}</p>
            <p class="actions">
              <button type="submit" name="do" value="write">
                {t('article.write')}
              </button>
            </p>
            <h2>{t('group.words_title')}</h2>
            <Words id="answer" label={t('answer.label')} hint={t('group.words_hint')} typed={chosen.words} errors={errors} />
            <p class="actions">
              <button type="submit" name="do" value="words">
                {t('group.send_words')}
              </button>
              <button class="danger" type="submit" name="do" value="dismiss">
                {t('dismissal.offer')}
              </button>
            </p>
          </>
        )}
      </Form>
      <p>
        <a href={PATH}>{t('question.back')}</a>
      </p>
    </div>,
  )
}

/** Who settled it; without an official, the person has no need of an answer any more. */
export function outcomeInWords({ state, by }: Outcome): string {
  return by === null ? t('group.outcome.settled') : t(`group.outcome.${state}`, { by })
}

/** Where the machine's own answer ended. */
function isKnownZone(zone: string): boolean {
  return ['answer', 'choices', 'refusal'].includes(zone)
}

interface MembersProps extends Pick<GroupState, 'members' | 'outcomes' | 'chosen' | 'articles'> {
  readonly now: Date
  readonly errors: Errors
}

function titleOf(articles: readonly Article[], id: string): string {
  return articles.find((article) => article.id === id)?.question ?? id
}

/** Whoever is left unticked gets nothing and waits on. */
function Members({ members, outcomes, chosen, now, errors, articles }: MembersProps) {
  return (
    <fieldset id="member" tabindex={-1}>
      <legend>{t('group.members')}</legend>
      {members.length > 1 && <p class="hint">{t('group.members_hint')}</p>}
      <FieldError name="member" errors={errors} />
      {members.map((one) => {
        const outcome = outcomes.get(one.id)
        return (
          <div class="choice">
            {!outcome && (
              <input
                type="checkbox"
                id={`member-${one.id}`}
                name="member"
                value={one.id}
                checked={chosen.members.includes(one.id)}
              />
            )}
            <span>
              {outcome ? one.text : <label for={`member-${one.id}`}>{one.text}</label>}
              <span class="hint">
                <Time at={one.createdAt} now={now} /> · <a href={`${PATH}/${one.id}`}>{t('group.look')}</a>
                {isKnownZone(one.zone) && ` · ${t(`group.zone.${one.zone}`)}`}
                {one.vote === 'down' && one.zone === 'choices' && ` · ${t('group.none_meant')}`}
                {one.reason && ` · ${t('group.reason', { words: one.reason })}`}
                {one.chosenId && ` · ${t('group.chose', { question: titleOf(articles, one.chosenId) })}`}
                {outcome && ` · ${outcomeInWords(outcome)}`}
              </span>
            </span>
          </div>
        )
      })}
    </fieldset>
  )
}

function Articles({ articles, chosen, errors }: { articles: readonly Article[]; chosen: Chosen; errors: Errors }) {
  return (
    <>
      <fieldset id="article" class="part" tabindex={-1}>
        <legend>{t('group.article_title')}</legend>
        <FieldError name="article" errors={errors} />
        {articles.map(({ id, question, text }) => (
          <div class="choice">
            <input type="radio" id={`article-${id}`} name="article" value={id} checked={chosen.article === id} />
            <span>
              <label for={`article-${id}`}>{question}</label>
              <span class="hint">
                {excerpt(text.join(' '), 220)} <a href={pathOf(id)}>{t('group.look')}</a>
              </span>
            </span>
          </div>
        ))}
      </fieldset>
      <Line name="search" type="search" label={t('group.search')} value={chosen.search} errors={{}} />
      <p>
        <button type="submit" name="do" value="search">
          {t('search.go')}
        </button>
      </p>
    </>
  )
}

/** Ways of asking that the article is to know from now on: public, so they are looked over first. */
function Taught({ open, chosen, errors }: { open: readonly Question[]; chosen: Chosen; errors: Errors }) {
  const ways = distinct(open).slice(0, MOST_TAUGHT)
  return (
    <fieldset id="taught" class="part" tabindex={-1}>
      <legend>{t('group.taught')}</legend>
      <p class="hint">{t('group.taught_hint')}</p>
      <FieldError name="taught" errors={errors} />
      {ways.map((one) => (
        <div class="choice">
          <input
            type="checkbox"
            name="taught"
            value={one.id}
            checked={chosen.taught.includes(one.id)}
            aria-label={t('group.teach_one', { text: excerpt(one.text, 80) })}
          />
          <input
            name={`text_${one.id}`}
            id={`text_${one.id}`}
            value={taughtIn(chosen, one)}
            maxlength={LONGEST.alias}
            autocomplete="off"
            aria-label={t('group.taught_text', { text: excerpt(one.text, 80) })}
            {...described(`text_${one.id}`, errors, undefined)}
          />
        </div>
      ))}
    </fieldset>
  )
}

/** One article: as people read it, what it rests on, which questions must find it, who changed what. */
import type { Context } from 'hono'
import { createKnowledge } from '../../knowledge/answer.ts'
import { localDay, showIsoDay, showTime } from '../../lib/time.ts'
import * as articles from '../../models/article.ts'
import * as votes from '../../models/article-vote.ts'
import { failing } from './article-check.ts'
import { pathOf } from './article-edit.tsx'
import { States } from './article-list.tsx'
import { changedIn, PATH, type Shown } from './article-shelf.ts'
import type { ConsoleEnv } from './console-env.ts'
import { Form } from './form.tsx'
import { page } from './layout.tsx'
import { count, t } from './words.ts'

export async function articlePage(c: Context<ConsoleEnv>, one: Shown, isChanged = false) {
  const { article } = one
  const today = localDay(c.env.now())
  const said = createKnowledge([article]).article(article.id, { language: 'vi', today })
  const done = ['saved', 'restored', 'withdrawn', 'old', 'dropped'].find((word) => word === c.req.query('done'))
  const notice = isChanged ? t('article.changed') : done && t(`article.done.${done}`)
  return page(
    c,
    { title: article.question, current: 'articles', status: isChanged ? 409 : 200, notice: notice && <p>{notice}</p> },
    <div class="narrow">
      <p>
        <States entry={one} today={today} />
      </p>
      {one.isWithdrawn && <p class="warning">{t('article.is_withdrawn')}</p>}
      {one.origin === 'edited' && one.shipped && one.shipped.checkedOn > article.checkedOn && (
        <p class="warning">{t('article.behind', { date: showIsoDay(one.shipped.checkedOn) })}</p>
      )}
      <h2>{t('article.said')}</h2>
      <blockquote class="said">{said?.text}</blockquote>
      <p class="actions">
        <a class="button main" href={`${pathOf(article.id)}/text`}>
          {t('article.edit')}
        </a>
        {!one.isWithdrawn && (
          <a class="button" href={`${pathOf(article.id)}/retirement`}>
            {t('article.retire.offer')}
          </a>
        )}
      </p>
      <Votes votes={await votes.countOf(c.env.db, article.id)} />
      <Facts one={one} />
      <Ways aliases={article.aliases} />
      <Questions c={c} one={one} questions={await articles.questions(c.env.db, article.id)} />
      <History one={one} />
      <p>
        <a href={PATH}>{t('article.back')}</a>
      </p>
    </div>,
  )
}

function Votes({ votes: { up, down } }: { votes: { readonly up: number; readonly down: number } }) {
  return up + down === 0 ? null : <p class="meta">{t('article.votes', { up: count(up), down: count(down) })}</p>
}

function Facts({ one: { article } }: { one: Shown }) {
  const { source, validFrom, validTo, certainty, checkedOn } = article
  const rows = [
    [t('article.document'), [source.document, source.article].filter(Boolean).join(', ')],
    [t('article.date'), source.date === null ? t('article.undated') : showIsoDay(source.date)],
    [t('article.valid_from'), validFrom === null ? t('article.unknown_day') : showIsoDay(validFrom)],
    [t('article.valid_to'), validTo === null ? t('article.no_end') : showIsoDay(validTo)],
    [t('article.certainty'), t(`article.certainties.${certainty}`)],
    [t('article.checked_on'), showIsoDay(checkedOn)],
  ] as const
  return (
    <>
      <h2>{t('article.source')}</h2>
      <dl class="facts">
        {rows.map(([label, value]) => (
          <div>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {source.url && (
          <div>
            <dt>{t('article.url')}</dt>
            <dd>
              <a href={source.url} rel="noreferrer">
                {source.url}
              </a>
            </dd>
          </div>
        )}
      </dl>
    </>
  )
}

function Ways({ aliases }: { aliases: readonly string[] }) {
  if (aliases.length === 0) return <p class="empty">{t('article.no_aliases')}</p>
  return (
    <details class="card">
      <summary>{t('article.ways', { count: count(aliases.length) })}</summary>
      <ul>
        {aliases.map((alias) => (
          <li>{alias}</li>
        ))}
      </ul>
    </details>
  )
}

interface QuestionsProps {
  readonly c: Context<ConsoleEnv>
  readonly one: Shown
  readonly questions: readonly articles.Regression[]
}

async function Questions({ c, one, questions }: QuestionsProps) {
  const bad = new Map(failing((await c.env.library()).articles, questions).map(({ question, finds }) => [question.id, finds]))
  return (
    <>
      <h2>{t('article.questions.title')}</h2>
      <p class="hint">{t('article.questions.hint')}</p>
      {questions.length === 0 && <p class="empty">{t('article.questions.none')}</p>}
      <ul class="plain">
        {questions.map(({ id, text }) => (
          <li class="choice">
            <span>
              {text}
              <span class={bad.has(id) ? 'error hint' : 'hint'}>
                {bad.has(id)
                  ? t('article.questions.fails', { finds: bad.get(id)?.question ?? t('article.nothing') })
                  : t('article.questions.finds')}
              </span>
            </span>
            <Form c={c} action={`${pathOf(one.article.id)}/questions/${id}/removal`}>
              <button class="small" type="submit" aria-label={t('article.questions.drop_one', { text })}>
                {t('article.questions.drop')}
              </button>
            </Form>
          </li>
        ))}
      </ul>
    </>
  )
}

function Changed({ fields }: { fields: ReturnType<typeof changedIn> }) {
  if (!fields || fields.length === 0) return null
  return (
    <p class="hint">{t('article.changed_fields', { fields: fields.map((field) => t(`article.fields.${field}`)).join(', ') })}</p>
  )
}

function History({ one }: { one: Shown }) {
  return (
    <>
      <h2>{t('history.title')}</h2>
      <ol class="history">
        {one.versions.map((version, at) => (
          <li>
            <p class="hint">
              {version.by} · <time datetime={version.at.toISOString()}>{showTime(version.at)}</time>
            </p>
            <p>{t(`article.action.${version.content ? version.action : `${version.action}_shipped`}`)}</p>
            <Changed fields={changedIn(one, at)} />
            {at > 0 && (
              <p>
                <a href={`${pathOf(one.article.id)}/restoration?version=${version.id}`}>{t('article.restore.offer')}</a>
              </p>
            )}
          </li>
        ))}
        {one.shipped && (
          <li>
            <p>{t('article.action.shipped')}</p>
            {(one.origin !== 'shipped' || one.isWithdrawn) && (
              <p>
                <a href={`${pathOf(one.article.id)}/restoration?version=shipped`}>{t('article.restore.shipped')}</a>
              </p>
            )}
          </li>
        )}
      </ol>
    </>
  )
}

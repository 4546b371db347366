/** One request about someone's data: what is asked, its clocks, and what can be done with it. */
import type { Context } from 'hono'
import { localDay, showDate, showTime } from '../../lib/time.ts'
import type { DataRequest } from '../../models/data-request.ts'
import { overdueOf } from '../../models/data-request-clock.ts'
import { leftOf } from '../../models/data-request-erasure.ts'
import type { Holding } from '../../models/holding.ts'
import * as people from '../../models/person.ts'
import type { ConsoleEnv } from './console-env.ts'
import { Deletion, Forms, type Shown } from './data-request-forms.tsx'
import { ErrorSummary } from './form.tsx'
import { nameOf } from './handover-page.tsx'
import { page } from './layout.tsx'
import { Time } from './subject-list.tsx'
import { t } from './words.ts'

const PATH = '/console/data-requests'
const DAY_MS = 86_400_000
const DONE = ['answered', 'extended', 'done', 'refused', 'erased', 'asked'] as const

export async function requestPage(c: Context<ConsoleEnv>, one: DataRequest, shown: Shown) {
  const { db, vault, now } = c.env
  const { errors = {}, problem } = shown
  const person = await people.load(db, vault, one.personId)
  const left = one.kind === 'delete' ? await leftOf(db, one) : []
  const status = problem ? 409 : Object.keys(errors).length > 0 ? 422 : 200
  const isOpen = one.state === 'open' || one.state === 'answered'
  return page(
    c,
    { title: t(`data_request.kind.${one.kind}`), current: 'data_requests', status, notice: noticeOf(c, problem) },
    <>
      <ErrorSummary errors={errors} />
      <p class="meta">
        <RequestState one={one} now={now()} /> {t('sent')} <Time at={one.createdAt} now={now()} /> · {nameOf(person)}
      </p>
      {!person.isActive && <p class="warning">{t('inactive')}</p>}
      <div class="columns">
        <div>
          {one.words && <blockquote class="words">{one.words}</blockquote>}
          <Facts one={one} left={left} now={now()} />
        </div>
        <div>
          {isOpen && one.kind === 'delete' && <Deletion c={c} one={one} left={left} />}
          {isOpen ? <Forms c={c} one={one} shown={shown} /> : <p class="hint">{t('data_request.is_settled')}</p>}
        </div>
      </div>
      <p>
        <a href={PATH}>{t('data_request.back')}</a>
      </p>
    </>,
  )
}

function noticeOf(c: Context<ConsoleEnv>, problem: Shown['problem']) {
  if (problem) return <p>{t(`data_request.problem.${problem}`)}</p>
  const done = DONE.find((word) => word === c.req.query('saved'))
  return done ? <p>{t(`data_request.saved.${done}`)}</p> : null
}

/** In words; the colour only repeats it. */
export function RequestState({ one, now }: { one: DataRequest; now: Date }) {
  const overdue = overdueOf(one, now)
  return overdue ? (
    <span class="state rejected">{t(`data_request.overdue.${overdue}`)}</span>
  ) : (
    <span class={`state ${one.state}`}>{t(`data_request.state.${one.state}`)}</span>
  )
}

/** The clock that runs now, by how far it is; the exact end in its title. */
export function Due({ one, now }: { one: DataRequest; now: Date }) {
  if (one.settledAt) return <Time at={one.settledAt} now={now} />
  const next = one.answeredAt === null && one.answerDue < one.doDue ? 'answer' : 'do'
  const at = next === 'answer' ? one.answerDue : one.doDue
  return (
    <>
      {t(`data_request.due.${next}`)}{' '}
      <time datetime={at.toISOString()} title={showTime(at)}>
        {inDays(at, now)}
      </time>
    </>
  )
}

/** "còn 3 ngày", "hôm nay", "quá 2 ngày" */
function inDays(at: Date, now: Date): string {
  const days = (Date.parse(localDay(at)) - Date.parse(localDay(now))) / DAY_MS
  if (days === 0) return t('data_request.due.today')
  return days > 0 ? t('data_request.due.left', { count: days }) : t('data_request.due.over', { count: -days })
}

export function subjectsText({ subjects }: DataRequest): string {
  return subjects.length === 0 ? t('data_request.no_subject') : subjects.map(({ reference }) => reference).join(', ')
}

function Facts({ one, left, now }: { one: DataRequest; left: readonly Holding[]; now: Date }) {
  const isLeft = (id: string, kind: string) => one.kind !== 'delete' || left.some((held) => held.id === id && held.kind === kind)
  return (
    <dl class="facts">
      {one.subjects.length > 0 && (
        <Fact label={t('data_request.subjects')}>
          {one.subjects.map(({ kind, id, reference }) => (
            <div>
              {isLeft(id, kind) ? <a href={`/console/${kind}s/${id}`}>{reference}</a> : t('data_request.gone', { reference })}
            </div>
          ))}
        </Fact>
      )}
      <Fact label={t('data_request.answer_due')}>
        {one.answeredAt ? t('data_request.at', { at: showTime(one.answeredAt) }) : <Clock at={one.answerDue} now={now} />}
      </Fact>
      {one.answer && <Fact label={t('data_request.answer')}>{one.answer}</Fact>}
      <Fact label={t('data_request.do_due')}>
        {one.settledAt ? t('data_request.at', { at: showTime(one.settledAt) }) : <Clock at={one.doDue} now={now} />}
      </Fact>
      {one.extendedAt && <Fact label={t('data_request.extended', { at: showDate(one.extendedAt) })}>{one.extensionReason}</Fact>}
      {one.thirdPartyAskedAt && (
        <Fact label={t('data_request.third_party.label')}>{t('data_request.at', { at: showTime(one.thirdPartyAskedAt) })}</Fact>
      )}
      {one.outcome && <Fact label={t('data_request.outcome')}>{one.outcome}</Fact>}
    </dl>
  )
}

function Clock({ at, now }: { at: Date; now: Date }) {
  return (
    <time datetime={at.toISOString()} title={showTime(at)}>
      {`${showDate(at)} (${inDays(at, now)})`}
    </time>
  )
}

function Fact({ label, children }: { label: string; children?: unknown }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

import type { Context } from 'hono'
import type { Article } from '../../knowledge/article.ts'
import { showTime } from '../../lib/time.ts'
import * as attachments from '../../models/attachment.ts'
import * as handovers from '../../models/handover.ts'
import * as people from '../../models/person.ts'
import { Attachments } from './attachment-list.tsx'
import type { ConsoleEnv } from './console-env.ts'
import { ErrorSummary, type Errors, Form, Words } from './form.tsx'
import { page } from './layout.tsx'
import { Nearest, nearest } from './nearest.tsx'
import { lastAsked, RecentTalk, recentTalk } from './recent-talk.tsx'
import { t } from './words.ts'

const PATH = '/console/handovers'

export function nameOf(person: people.Person): string {
  return `${person.name ?? t('handover.nameless')} · ${t(`channel.${person.channel}`)}`
}

interface Shown {
  readonly typed?: string
  readonly errors?: Errors
  readonly isChanged?: boolean
}

/** One talk, both sides, and where to answer. */
export async function threadPage(
  c: Context<ConsoleEnv>,
  one: handovers.Handover,
  { typed = '', errors = {}, isChanged = false }: Shown,
) {
  const { db, vault } = c.env
  const [messages, person, files] = [
    await handovers.messages(db, vault, one.id),
    await people.load(db, vault, one.personId),
    await attachments.listOf(db, { handoverId: one.id }),
  ]
  const recent = await recentTalk(c.env, person)
  // What they said to the official, else what they asked before.
  const last = messages.findLast((message) => message.by === null)?.text ?? lastAsked(recent)
  const near = one.state === 'open' ? await nearest(c, unmarked(last)) : []
  const status = isChanged ? 409 : Object.keys(errors).length > 0 ? 422 : 200
  const seen = messages.filter((message) => message.by !== null).length
  return page(
    c,
    { title: nameOf(person), current: 'handovers', status, notice: noticeOf(c, isChanged) },
    <div class="narrow">
      <ErrorSummary errors={errors} />
      {!person.isActive && <p class="warning">{t('inactive')}</p>}
      <RecentTalk recent={recent} />
      <Thread messages={messages} />
      <Attachments c={c} attachments={files} />
      {one.state === 'open' || typed ? (
        <ReplyForm c={c} one={one} seen={seen} typed={typed} errors={errors} near={near} />
      ) : (
        <p class="empty">{t('handover.is_closed')}</p>
      )}
      <p>
        <a href={PATH}>{t('handover.back')}</a>
      </p>
    </div>,
  )
}

function noticeOf(c: Context<ConsoleEnv>, isChanged: boolean) {
  if (isChanged) return <p>{t('handover.changed')}</p>
  if (c.req.query('deleted') === '1') return <p>{t('attachment.deleted')}</p>
  return c.req.query('sent') === '1' ? <p>{t('words.sent')}</p> : null
}

function Thread({ messages }: { messages: readonly handovers.HandoverMessage[] }) {
  if (messages.length === 0) return <p class="empty">{t('handover.silent')}</p>
  return (
    <ol class="thread">
      {messages.map((message) => (
        <li class={message.by === null ? 'theirs' : 'ours'}>
          <p class="hint">
            {message.by ?? t('history.person')} · <time datetime={message.at.toISOString()}>{showTime(message.at)}</time>
          </p>
          <p class="words">{message.text}</p>
        </li>
      ))}
    </ol>
  )
}

interface ReplyProps {
  readonly c: Context<ConsoleEnv>
  readonly one: handovers.Handover
  /** how many messages of officials there were when the page was made */
  readonly seen: number
  readonly typed: string
  readonly errors: Errors
  readonly near: readonly Article[]
}

function ReplyForm({ c, one, seen, typed, errors, near }: ReplyProps) {
  return (
    <Form c={c} action={`${PATH}/${one.id}/messages`}>
      <input type="hidden" name="seen" value={seen} />
      <Words id="reply" label={t('handover.reply')} hint={t('words.hint')} typed={typed} errors={errors} />
      {one.state === 'open' && (
        <p class="actions">
          <button class="main" type="submit">
            {t('words.send')}
          </button>
          <a class="button" href={`${PATH}/${one.id}/closure`}>
            {t('closure.offer')}
          </a>
        </p>
      )}
      {one.state === 'open' && <Nearest articles={near} to={`${PATH}/${one.id}/messages#reply`} />}
    </Form>
  )
}

/** Without the mark of a question that the machine was asked before. */
function unmarked(words: string): string {
  return words.replace(/^\([^)]*\)\s*/, '')
}

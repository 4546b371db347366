/** What was given up and waits for a person (P-32): seen, mended on its own page, driven again one by one or all. */

import { type Context, Hono } from 'hono'
import * as deadLetters from '../../models/dead-letter.ts'
import type { ConsoleEnv } from './console-env.ts'
import { whyOf } from './delivery-section.tsx'
import { Form } from './form.tsx'
import { page } from './layout.tsx'
import { ListHead } from './list-head.tsx'
import { refusal } from './refusal.tsx'
import { Time } from './subject-list.tsx'
import { count, t } from './words.ts'

const PATH = '/console/dead-letters'
const MOST = 200
const KINDS: readonly string[] = ['update', 'message', 'delivery'] satisfies readonly deadLetters.Kind[]

export const deadLetterRoutes = new Hono<ConsoleEnv>()

deadLetterRoutes.get('/', async (c) => {
  const letters = await deadLetters.list(c.env.db, MOST)
  const driven = c.req.query('driven')
  const notice = driven && /^\d{1,6}$/.test(driven) ? <p>{t('dead_letter.driven', { count: count(Number(driven)) })}</p> : null
  return page(
    c,
    { title: t('dead_letter.list'), current: 'dead_letters', notice },
    letters.length === 0 ? (
      <p class="empty">{t('dead_letter.none')}</p>
    ) : (
      <>
        <p class="meta">{t('dead_letter.text')}</p>
        <Rows c={c} letters={letters} />
        {letters.length === MOST && <p class="meta">{t('dead_letter.more', { count: MOST })}</p>}
        <Form c={c} action={`${PATH}/redrive`}>
          <p class="actions">
            <button type="submit">{t('dead_letter.all')}</button>
          </p>
        </Form>
      </>
    ),
  )
})

/** `kind` and `id` of one, or neither for all. */
deadLetterRoutes.post('/redrive', async (c) => {
  const form = c.get('form')
  const [kind, id] = [form.get('kind'), form.get('id') ?? '']
  if (kind !== null && !isKind(kind)) return refusal(c, 404)
  const driven = kind === null ? await deadLetters.redriveAll(c.env.db) : Number(await deadLetters.redrive(c.env.db, kind, id))
  c.env.log.info('dead_letters_redriven', { official: c.get('official').id, kind: kind ?? 'all', count: driven })
  void c.env.wake()
  return c.redirect(`${PATH}?driven=${driven}`, 303)
})

function isKind(kind: string): kind is deadLetters.Kind {
  return KINDS.includes(kind)
}

function Rows({ c, letters }: { c: Context<ConsoleEnv>; letters: readonly deadLetters.DeadLetter[] }) {
  const labels = [
    t('dead_letter.what'),
    t('dead_letter.where'),
    t('dead_letter.reason'),
    t('dead_letter.at'),
    t('dead_letter.do'),
  ]
  return (
    <table class="list">
      <ListHead labels={labels} />
      <tbody>
        {letters.map((letter) => (
          <tr>
            <td class="reference">
              {letter.reportId ? <a href={`/console/reports/${letter.reportId}`}>{letter.reference}</a> : nameOf(letter)}
            </td>
            <td data-label={t('dead_letter.where')}>{t(`channel.${letter.where}`)}</td>
            <td data-label={t('dead_letter.reason')}>{reasonOf(letter)}</td>
            <td class="inline">
              <Time at={letter.at} now={c.env.now()} />
            </td>
            <td class="inline">
              <Again c={c} letter={letter} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Of an update: class and place of our own error, as `errorFields` writes them. */
function reasonOf({ kind, reason }: deadLetters.DeadLetter): string {
  if (kind !== 'update') return whyOf(reason)
  const fields = [...reason.matchAll(/"(?:error|code|source)":"([^"]*)"/g)].map(([, value]) => value)
  return t('dead_letter.fault', { fields: fields.join(', ') })
}

function nameOf({ kind, id }: deadLetters.DeadLetter): string {
  return t(`dead_letter.kind.${kind}`, { id })
}

/** Whether a report arrived is decided on its page, with all that is known of it in sight. */
function Again({ c, letter }: { c: Context<ConsoleEnv>; letter: deadLetters.DeadLetter }) {
  if (letter.kind === 'delivery' && letter.isUndecided)
    return <a href={`/console/reports/${letter.reportId}`}>{t('dead_letter.decide')}</a>
  return (
    <Form c={c} action={`${PATH}/redrive`}>
      <input type="hidden" name="kind" value={letter.kind} />
      <input type="hidden" name="id" value={letter.id} />
      <button class="small" type="submit">
        {t('dead_letter.again')}
      </button>
    </Form>
  )
}

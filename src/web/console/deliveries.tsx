/** What an official decides of a report's journey: again, it has arrived, or back to us with a reason. */
import { type Context, Hono } from 'hono'
import { categoriesFor } from '../../city/categories.ts'
import { tell } from '../../conversations/tell.ts'
import * as deliveries from '../../models/delivery.ts'
import * as decisions from '../../models/delivery-decision.ts'
import * as reports from '../../models/report.ts'
import * as stateChanges from '../../models/state-change.ts'
import type { ConsoleEnv } from './console-env.ts'
import { ErrorSummary, type Errors, Form, Words, wordsError, wordsOf } from './form.tsx'
import { page } from './layout.tsx'
import { findReport } from './matters.ts'
import { refusal } from './refusal.tsx'
import { lockState } from './waiting.ts'
import { t } from './words.ts'

export const deliveryRoutes = new Hono<ConsoleEnv>()

deliveryRoutes.post('/:id/decision', async (c) => {
  const found = await find(c)
  const decision = c.get('form').get('decision')
  if (!found || (decision !== 'again' && decision !== 'arrived')) return refusal(c, 404)
  const typed = c.get('form').get('category')
  const category = categoriesFor(found.delivery.destination).find(({ id }) => id === typed)?.id
  if (typed && !category) return refusal(c, 404)
  const isDecided = await c.env.db.transaction().execute(async (tx) => {
    // Decided by a colleague meanwhile: the page shows what is now.
    if (!(await decisions.decide(tx, found.delivery.id, decision))) return false
    if (category) await reports.setCategory(tx, found.report.id, category)
    return true
  })
  if (isDecided) c.env.log.info('delivery_decided', { delivery: found.delivery.id, decision, official: c.get('official').id })
  void c.env.wake()
  return c.redirect(`/console/reports/${found.report.id}`, 303)
})

deliveryRoutes.get('/:id/return', async (c) => {
  const found = await find(c)
  return found ? returnPage(c, found, '', {}) : refusal(c, 404)
})

deliveryRoutes.post('/:id/return', async (c) => {
  const found = await find(c)
  if (!found) return refusal(c, 404)
  const words = wordsOf(c.get('form'))
  const error = wordsError(words, t('words.none'))
  if (error) return returnPage(c, found, words, { return_words: error })
  const back = `/console/reports/${found.report.id}`
  if (await takeBack(c, found, words)) {
    c.env.log.info('delivery_taken_back', { delivery: found.delivery.id, official: c.get('official').id })
    void c.env.wake()
    return c.redirect(back, 303)
  }
  const now = await find(c)
  // A button pressed twice has done what it says. Just being sent: in a moment it can be taken back.
  return now && now.delivery.state !== 'taken_back' ? returnPage(c, now, words, {}, true) : c.redirect(back, 303)
})

/** With the reason in its history, and to its sender; false: it cannot be taken back now. */
function takeBack(c: Context<ConsoleEnv>, { delivery, report }: Found, words: string): Promise<boolean> {
  const { db, vault } = c.env
  return db.transaction().execute(async (tx) => {
    if (!(await decisions.decide(tx, delivery.id, 'take_back'))) return false
    const state = (await lockState(tx, 'report', report.id)) ?? report.state
    await stateChanges.add(tx, vault, { reportId: report.id, state, words, officialId: c.get('official').id })
    await tell(tx, c.env, report.personId, (person) => person('news:report.message', { reference: report.reference, words }))
    return true
  })
}

interface Found {
  readonly delivery: deliveries.Delivery
  readonly report: reports.Report
}

async function find(c: Context<ConsoleEnv>): Promise<Found | null> {
  const delivery = await deliveries.find(c.env.db, c.req.param('id') ?? '')
  const report = delivery && (await findReport(c, delivery.reportId))
  return delivery && report ? { delivery, report } : null
}

function returnPage(c: Context<ConsoleEnv>, { delivery, report }: Found, typed: string, errors: Errors, isBusy = false) {
  const status = isBusy ? 409 : Object.keys(errors).length > 0 ? 422 : 200
  const notice = isBusy ? <p>{t('delivery.return.busy')}</p> : null
  return page(
    c,
    { title: t('delivery.return.title'), current: 'reports', status, notice },
    <div class="narrow">
      <ErrorSummary errors={errors} />
      <p>{t('delivery.return.text', { reference: report.reference, where: t(`channel.${delivery.destination}`) })}</p>
      {delivery.state === 'delivered' && <p class="warning">{t('delivery.return.there')}</p>}
      <Form c={c} action={`/console/deliveries/${delivery.id}/return`}>
        <Words id="return_words" label={t('delivery.return.words')} typed={typed} errors={errors} />
        <p class="actions">
          <button class="danger" type="submit">
            {t('delivery.return.go')}
          </button>
          <a class="button" href={`/console/reports/${report.id}`}>
            {t('keep')}
          </a>
        </p>
      </Form>
    </div>,
  )
}

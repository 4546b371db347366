import type { Context } from 'hono'
import { CATEGORIES } from '../../city/categories.ts'
import { showTime } from '../../lib/time.ts'
import * as deliveries from '../../models/delivery.ts'
import * as deliveryNews from '../../models/delivery-news.ts'
import type { Report } from '../../models/report.ts'
import type { ConsoleEnv } from './console-env.ts'
import { Form } from './form.tsx'
import { t } from './words.ts'

/** A report's journey elsewhere, and what an official may do with it; null: it is handled here. */
export async function deliverySection(c: Context<ConsoleEnv>, report: Report) {
  const journeys = await deliveries.listOf(c.env.db, report.id)
  if (journeys.length === 0) return null
  const unknown = await deliveryNews.unknownOf(c.env.db, report.id)
  return {
    isLocked: deliveries.isElsewhere(journeys),
    section: (
      <section class="card">
        <h2>{t('delivery.title')}</h2>
        {journeys.map((journey) => (
          <Journey c={c} journey={journey} report={report} />
        ))}
        {unknown.map(({ state, at }) => (
          <p class="warning">{t('delivery.unknown_state', { state, at: showTime(at) })}</p>
        ))}
      </section>
    ),
  }
}

interface JourneyProps {
  readonly c: Context<ConsoleEnv>
  readonly journey: deliveries.Delivery
  readonly report: Report
}

function Journey({ c, journey, report }: JourneyProps) {
  const { state, destination, externalId, reason, attempts, dueAt } = journey
  const isHalted = state === 'dead' || state === 'undecided'
  return (
    <>
      <p>
        {t(`channel.${destination}`)}: <span class={`state ${state}`}>{t(`delivery.state.${state}`)}</span>
      </p>
      {externalId && <p class="hint">{t('delivery.external', { id: externalId })}</p>}
      {reason && state !== 'delivered' && <p class="hint">{t('delivery.reason', { reason, attempts })}</p>}
      {state === 'waiting' && attempts > 0 && <p class="hint">{t('delivery.due', { at: showTime(dueAt) })}</p>}
      {isHalted && <Decide c={c} journey={journey} report={report} />}
      {deliveries.mayDecide('take_back', state) && (
        <p>
          <a href={`/console/deliveries/${journey.id}/return`}>{t('delivery.take_back')}</a>
        </p>
      )}
    </>
  )
}

/** What was refused is mended here: most often its kind. */
function Decide({ c, journey, report }: JourneyProps) {
  const isUndecided = journey.state === 'undecided'
  return (
    <Form c={c} action={`/console/deliveries/${journey.id}/decision`}>
      <p class="field">
        <label for="category">{t('delivery.category')}</label>
        <select id="category" name="category">
          {CATEGORIES.map(({ id, vi }) => (
            <option value={id} selected={id === (report.category ?? 'khac')}>
              {vi}
            </option>
          ))}
        </select>
      </p>
      <p class="actions">
        <button class="main" type="submit" name="decision" value="again">
          {t(isUndecided ? 'delivery.again_doubtful' : 'delivery.again')}
        </button>
        {isUndecided && (
          <button type="submit" name="decision" value="arrived">
            {t('delivery.arrived')}
          </button>
        )}
      </p>
    </Form>
  )
}

import type { Context } from 'hono'
import { categoriesFor, OTHER } from '../../city/categories.ts'
import { showTime } from '../../lib/time.ts'
import * as deliveries from '../../models/delivery.ts'
import * as decisions from '../../models/delivery-decision.ts'
import * as deliveryNews from '../../models/delivery-news.ts'
import * as latePhotos from '../../models/late-photo.ts'
import type { Report } from '../../models/report.ts'
import type { ConsoleEnv } from './console-env.ts'
import { Form } from './form.tsx'
import { mayUse } from './roles.ts'
import { count, t } from './words.ts'

/** A report's journey elsewhere, and what an official may do with it; null: it is handled here. */
export async function deliverySection(c: Context<ConsoleEnv>, report: Report) {
  const journeys = await deliveries.listOf(c.env.db, report.id)
  if (journeys.length === 0) return null
  const unknown = await deliveryNews.unknownOf(c.env.db, report.id)
  const unsent = await latePhotos.count(c.env.db, report.id)
  return {
    isLocked: deliveries.isElsewhere(journeys),
    section: (
      <section class="card">
        <h2>{t('delivery.title')}</h2>
        {journeys.map((journey) => (
          <Journey c={c} journey={journey} report={report} />
        ))}
        {unsent > 0 && <p class="hint">{t('delivery.photos', { count: count(unsent) })}</p>}
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
  const may = (what: string) => mayUse(c.get('official').role, `POST /console/deliveries/:id/${what}`)
  return (
    <>
      <p>
        {t(`channel.${destination}`)}: <span class={`state ${state}`}>{t(`delivery.state.${state}`)}</span>
      </p>
      {externalId && <p class="hint">{t('delivery.external', { id: externalId })}</p>}
      {reason && state !== 'delivered' && <p class="hint">{t('delivery.reason', { reason: whyOf(reason), attempts })}</p>}
      {state === 'waiting' && attempts > 0 && <p class="hint">{t('delivery.due', { at: showTime(dueAt) })}</p>}
      {isHalted && may('decision') && <Decide c={c} journey={journey} report={report} />}
      {may('return') && decisions.mayDecide('take_back', state) && (
        <p>
          <a href={`/console/deliveries/${journey.id}/return`}>{t('delivery.take_back')}</a>
        </p>
      )}
    </>
  )
}

const KINDS = ['busy', 'invalid', 'unauthorized', 'unknown']

/** A reason as it is kept (`kind: their words`), for officials. */
export function whyOf(reason: string): string {
  const [, kind = '', words] = /^(\w+)(?:: (.*))?$/s.exec(reason) ?? []
  if (!KINDS.includes(kind)) return reason
  return words ? t('delivery.why_with', { why: t(`delivery.why.${kind}`), words }) : t(`delivery.why.${kind}`)
}

/** What was refused is mended here: most often its kind. */
function Decide({ c, journey, report }: JourneyProps) {
  const isUndecided = journey.state === 'undecided'
  return (
    <Form c={c} action={`/console/deliveries/${journey.id}/decision`}>
      <p class="field">
        <label for="category">{t('delivery.category')}</label>
        <select id="category" name="category">
          {categoriesFor(journey.destination).map(({ id, vi }) => (
            <option value={id} selected={id === (report.category ?? OTHER)}>
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

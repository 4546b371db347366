import { topicById } from '../../city/topics.ts'
import { communeByCode } from '../../city/units.ts'
import type { BroadcastState } from '../../db/schema.ts'
import type { Broadcast } from '../../models/broadcast.ts'
import { hasText } from '../../texts.ts'
import { count, t } from './words.ts'

export const PATH = '/console/broadcasts'

/** Whom it is for: a topic, or a commune. */
export function nameOfAudience({ topic, communeCode }: Pick<Broadcast, 'topic' | 'communeCode'>): string {
  const unit = communeCode === null ? undefined : communeByCode(communeCode)
  return unit?.fullName ?? topicById(topic)?.vi ?? topic
}

/** A state in words; the colour only repeats it. */
export function State({ state }: { state: BroadcastState }) {
  return <span class={`state ${COLOURS[state] ?? ''}`}>{t(`broadcast.state.${state}`)}</span>
}

/** Why someone got no message; a word that a platform sent stays as it is. */
export function reasonText(reason: string): string {
  const [first = ''] = reason.split(':')
  return hasText(`console:broadcast.reasons.${first}`) ? t(`broadcast.reasons.${first}`) : first
}

/** Of one message. @param vnd null: not known */
export function priceText(vnd: number | null): string {
  return vnd === null ? t('broadcast.beyond.unpriced') : t('broadcast.beyond.priced', { vnd: count(vnd) })
}

const COLOURS: Readonly<Partial<Record<BroadcastState, string>>> = {
  waiting_approval: 'in_progress',
  paused: 'in_progress',
  sending: 'in_progress',
  done: 'resolved',
  stopped: 'rejected',
}

/** Which news a person wants: chosen topic by topic, each choice in the ledger (L-01, L-02), ended by one word (L-16). */
import { TOPICS, type Topic, topicById } from '../city/topics.ts'
import { communeByCode } from '../city/units.ts'
import type { Choice } from '../message.ts'
import * as subscriptions from '../models/subscription.ts'
import { recordConsent } from './consent-text.ts'
import { asideText, putAside } from './drafts.ts'
import { joined } from './prompt.ts'
import { heard } from './questions.ts'
import { commune } from './steps.ts'
import { commandChoice, type Reply, type Rule, say, type Talk, told } from './talk.ts'

/** changes with `announcements:consent` */
const CONSENT_VERSION = '2026-11-25'

/** What there is and what is chosen; an open draft is put aside, and so said. @param note said first */
export async function newsSettings(talk: Talk, note?: string): Promise<Reply> {
  const { t } = talk
  const followed = await subscriptions.listOf(talk.tx, talk.person.id)
  const now =
    followed.length === 0
      ? t('announcements:followed.none')
      : t('announcements:followed.list', { topics: listed(talk, followed) })
  const choices = [...TOPICS.map((topic) => choiceOf(talk, topic, followed)), commandChoice(talk, 'menu', 'menu')]
  const text = joined(note ?? t('announcements:ask'), now, t('announcements:consent'), asideText(talk))
  return told(putAside(talk), say(text, { choices }), { withOfficial: false })
}

/** A pressed choice: `on:<topic>`, `off:<topic>`, `at:<topic>:<commune>`; again does no harm. null: not one of ours */
export async function chooseNews(talk: Talk, name: string): Promise<Reply | null> {
  const [what, id = '', code = ''] = name.split(':')
  const topic = topicById(id)
  if (!topic) return null
  if (what === 'off') return unfollow(talk, topic)
  if (what === 'on') return topic.isLocal ? askCommune(talk, topic) : follow(talk, topic, null)
  const unit = what === 'at' && topic.isLocal ? communeByCode(code) : undefined
  return unit ? follow(talk, topic, unit.code) : null
}

/** The commune, typed, where it was just asked for. */
export const typedNewsCommune: Rule = async (talk, text) => {
  if (talk.pending?.type !== 'newsCommune') return null
  const topic = topicById(talk.pending.topic)
  if (!topic) return null
  const parsed = commune().parse({ type: 'text', text }, talk.t, {}, talk.now)
  if (parsed.ok)
    return follow(talk, topic, parsed.value, parsed.note && talk.t(`common:commune.${parsed.note.why}`, parsed.note.values))
  if (heard(talk, text)) return null
  const choices = (parsed.offers ?? []).map(({ value, label }) => ({ label, payload: `n:at:${topic.id}:${value}` }))
  return askCommune(talk, topic, talk.t(`common:commune.${parsed.why}`, parsed.values), choices)
}

/** "chương trình OCOP, xã Đan Điền" */
export function listed(talk: Talk, followed: readonly subscriptions.Subscription[]): string {
  return followed.map(({ topic, communeCode }) => nameOf(talk, topicById(topic), communeCode) ?? topic).join(', ')
}

function askCommune(talk: Talk, topic: Topic, text = talk.t('announcements:askCommune'), choices: readonly Choice[] = []): Reply {
  const ways = [...choices, commandChoice(talk, 'menu', 'menu')]
  const pending = { type: 'newsCommune', topic: topic.id } as const
  return told(putAside(talk), say(text, { choices: ways }), { withOfficial: false, pending })
}

async function follow(talk: Talk, topic: Topic, communeCode: string | null, note?: string): Promise<Reply> {
  await subscriptions.follow(talk.tx, talk.person.id, { topic: topic.id, communeCode })
  await consent(talk, topic, true)
  return newsSettings(talk, joined(note, talk.t('announcements:nowOn', { topic: nameOf(talk, topic, communeCode) ?? topic.id })))
}

async function unfollow(talk: Talk, topic: Topic): Promise<Reply> {
  await subscriptions.unfollow(talk.tx, talk.person.id, topic.id)
  await consent(talk, topic, false)
  return newsSettings(talk, talk.t('announcements:nowOff', { topic: nameOf(talk, topic) ?? topic.id }))
}

/** What was agreed to is the paragraph above the buttons and the button itself. */
async function consent(talk: Talk, topic: Topic, given: boolean): Promise<void> {
  const text = [talk.t('announcements:consent'), labelOf(talk, topic, given)].join('\n')
  await recordConsent(talk, 'news', given, { version: CONSENT_VERSION, text, topic: topic.id })
}

function choiceOf(talk: Talk, topic: Topic, followed: readonly subscriptions.Subscription[]): Choice {
  const isOn = followed.some((one) => one.topic === topic.id)
  return { label: labelOf(talk, topic, !isOn), payload: `n:${isOn ? 'off' : 'on'}:${topic.id}` }
}

function labelOf(talk: Talk, topic: Topic, isOn: boolean): string {
  return talk.t(isOn ? 'announcements:turnOn' : 'announcements:turnOff', { topic: nameOf(talk, topic) ?? topic.id })
}

function nameOf({ person }: Talk, topic: Topic | undefined, communeCode: string | null = null): string | undefined {
  const unit = communeCode === null ? undefined : communeByCode(communeCode)
  return unit?.fullName ?? topic?.[person.language]
}

import { groupById } from '../../city/groups.ts'
import { communeByCode } from '../../city/units.ts'
import { type Answers, GAPS, type Json } from '../../conversations/conversation.ts'
import { endingOf, missingOf } from '../../conversations/dossier.ts'
import { dossierWith } from '../../conversations/dossier-of.ts'
import { showCertificate } from '../../conversations/field-steps.ts'
import { parseDay } from '../../conversations/fields/day.ts'
import { helperNews } from '../../conversations/helper-news.ts'
import { CONVERSATIONS } from '../../conversations/index.ts'
import { paperName } from '../../conversations/papers.ts'
import type { RegistrationState } from '../../db/schema.ts'
import { setById } from '../../knowledge/criteria.ts'
import { showDay, showTime } from '../../lib/time.ts'
import type { Attachment } from '../../models/attachment.ts'
import * as registrations from '../../models/registration.ts'
import { actorsOf, ENDED_STATES, holderOf, nextFor, SEEN_STATES, waitingFor } from '../../models/registration-state.ts'
import { translator } from '../../texts.ts'
import { corrections } from './corrections.tsx'
import type { Errors } from './form.tsx'
import { findRegistration } from './matters.ts'
import { ListLinks, PaperLinks } from './paper-links.tsx'
import { endsOn } from './retention-date.ts'
import type { Fact, Subject } from './subject.ts'
import { subjectRoutes } from './subject-routes.ts'
import { t } from './words.ts'

const vi = translator('vi')
const DECISION = { least: 5, most: 120 }

export const subject: Subject<registrations.Registration> = {
  kind: 'registration',
  path: '/console/registrations',
  current: 'registrations',
  states: SEEN_STATES,
  next: (role, state) => nextFor(actorsOf(role))[state as RegistrationState],
  waiting: waitingFor,
  holder,
  explained: ['needs_more', 'not_recognised'],
  key: (id) => ({ registrationId: id }),
  find: findRegistration,
  async move(tx, vault, { details, role, ...change }) {
    const move = { ...change, to: change.to as RegistrationState, recognition: recognitionOf(details) }
    // The first of theirs that may do it does; the row is locked, and asked what it is now.
    for (const by of actorsOf(role)) if (await registrations.move(tx, vault, { ...move, by })) return true
    return false
  },
  details: {
    state: 'recognised',
    fields: ['stars', 'decision', 'valid_until'].map((name) => ({
      name,
      label: t(`registration.${name}.label`),
      hint: t(`registration.${name}.hint`),
    })),
    check: checkRecognition,
  },
  newsValues: (typed) => ({
    stars: typed.stars ?? '…',
    decision: typed.decision ?? '…',
    date: typed.valid_until ? showDay(dayOf(typed.valid_until) ?? '') : '…',
  }),
  downloads: {
    one: (path) => <PaperLinks path={path} />,
    list: (path, state) => <ListLinks path={path} state={state} />,
  },
  elsewhere: corrections,
  helperNews: (one, { state, words }, person) =>
    state === null
      ? person('on-behalf:news.message', { reference: one.reference, product: one.product, words: words ?? '' })
      : helperNews({ ...one, state, words }, person),
  listNote: () => (
    <p class="hint">
      {t('registration.on_behalf')} <a href="/chat">{t('registration.on_behalf_go')}</a>
    </p>
  ),
  facts: (one, attachments, now) => [
    { label: t('registration.product'), value: one.product },
    { label: t('registration.set'), value: setNameOf(one) },
    { label: t('registration.name'), value: one.name },
    { label: t('registration.phone'), value: one.phone },
    { label: t('commune'), value: communeByCode(one.communeCode)?.fullName ?? one.communeCode },
    ...helpFacts(one),
    ...recognitionFacts(one),
    ...answerFacts(one.fields as Answers),
    ...missingFacts(one, attachments, now),
    ...(ENDED_STATES.includes(one.state) ? [{ label: t('retention.deleted_on'), value: endsOn('registration', one) }] : []),
  ],
}

export const registrationRoutes = subjectRoutes(subject)

function helpFacts({ help }: registrations.Registration): readonly Fact[] {
  if (!help) return []
  // Officials see who reads their words.
  const name = t(help.helperId === null ? 'registration.helper_ended' : 'registration.helper_hears', { name: help.name })
  const confirmed = help.confirmedAt ? [{ label: t('registration.confirmed'), value: showTime(help.confirmedAt) }] : []
  return [{ label: t('registration.helper'), value: name }, ...confirmed]
}

/** "Đang ở Phường Vỹ Dạ"; a dossier that is being completed is with its commune, which hears of it first. */
function holder({ state, communeCode }: registrations.Registration): string | null {
  const place = holderOf(state)
  if (place === null) return null
  const where = place === 'city' ? t('registration.holder.city') : (communeByCode(communeCode)?.fullName ?? communeCode)
  return t(state === 'needs_more' ? 'registration.holder.completing' : 'registration.holder.at', { where })
}

export function setNameOf({ criteriaSet, productGroup }: registrations.Registration): string {
  const set = criteriaSet === null ? undefined : setById(criteriaSet)
  const group = groupById(productGroup)?.vi ?? productGroup
  return set ? `${group} · ${set.number}. ${set.name}` : group
}

function recognitionFacts({ recognition }: registrations.Registration): readonly Fact[] {
  if (!recognition) return []
  const { stars, decision, validUntil } = recognition
  return [
    { label: t('registration.recognition'), value: t('registration.recognised', { stars, decision, date: showDay(validUntil) }) },
  ]
}

/** Every answer of the dossier by the label of its question; why others are not there. */
function answerFacts(fields: Answers): readonly Fact[] {
  const gaps = (fields[GAPS] ?? {}) as Readonly<Record<string, string>>
  const steps = Object.entries(CONVERSATIONS.registration.steps).filter(([name, step]) => !step.isAside && !SET.includes(name))
  const answered = steps
    .filter(([name]) => fields[name] != null)
    .map(([name, step]) => ({ label: vi(`registration:${name}.label`), value: step.show(fields[name] as Json, vi) }))
  const open = steps
    .filter(([name]) => gaps[name] !== undefined && fields[name] == null)
    .map(([name]) => `${vi(`registration:${name}.label`)} (${t(`registration.gap.${gaps[name]}`)})`)
  const remark = fields['.phoneRemark']
  const assessed = fields['.assessed'] as Readonly<Record<string, string>> | undefined
  return [
    ...(typeof remark === 'string' ? [{ label: t('registration.phone_remark'), value: remark }] : []),
    ...answered,
    ...(assessed ? [{ label: t('registration.assessed'), value: vi('registration:expected', assessed) }] : []),
    ...(open.length > 0 ? [{ label: t('registration.open'), value: open.join('\n') }] : []),
  ]
}

/** They stand in one fact of their own. */
const SET = ['set', 'group', 'setInGroup']

function missingFacts(one: registrations.Registration, attachments: readonly Attachment[], now: Date): readonly Fact[] {
  const dossier = dossierWith(one, attachments)
  const missing = missingOf(dossier).map(({ type, id }) =>
    type === 'paper' ? paperName(id, vi) : vi(`registration:${id}.label`),
  )
  const ending = endingOf(dossier, now).map((certificate) => showCertificate(certificate, vi))
  return [
    { label: t('registration.missing'), value: missing.length > 0 ? missing.join('\n') : t('registration.nothing_missing') },
    ...(ending.length > 0 ? [{ label: t('registration.ending'), value: ending.join('\n') }] : []),
  ]
}

function checkRecognition(typed: Readonly<Record<string, string>>, now: Date): Errors {
  const { stars = '', decision = '', valid_until: until = '' } = typed
  const isDecision = decision.length >= DECISION.least && decision.length <= DECISION.most
  return {
    ...(!/^[345]$/.test(stars) && { stars: t('registration.stars.wrong') }),
    ...(!isDecision && { decision: t('registration.decision.wrong') }),
    ...(!parseDay(until, 'coming', now).ok && { valid_until: t('registration.valid_until.wrong') }),
  }
}

function recognitionOf(typed: Readonly<Record<string, string>>): registrations.Recognition | null {
  const validUntil = dayOf(typed.valid_until ?? '')
  return validUntil === null ? null : { stars: Number(typed.stars), decision: typed.decision ?? '', validUntil }
}

/** YYYY-MM-DD of a day that `checkRecognition` let through. */
function dayOf(typed: string): string | null {
  const read = parseDay(typed, 'coming', new Date(0))
  return read.ok ? read.day : null
}

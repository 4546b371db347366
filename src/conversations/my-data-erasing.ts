/** What is erased, in the turn's own transaction, with a row that says that it was (L-06). */
import * as dataRequests from '../models/data-request.ts'
import { eraseAssessment, erasePerson, eraseRegistration, eraseReport } from '../models/erasure.ts'
import { asSubject, type Holding, holdingsOf } from '../models/holding.ts'
import * as registrations from '../models/registration.ts'
import type { Thing } from './my-data-things.ts'
import { type Draft, FRESH, type Session, withoutDrafts } from './session.ts'
import type { Talk } from './talk.ts'

/** One thing; the talk as it is then. */
export async function eraseThing(talk: Talk, { what, holding }: Thing): Promise<Session> {
  const { tx, vault, person, session } = talk
  const [kind = '', id = ''] = what.split(':')
  const subjects = holding ? [asSubject(holding)] : []
  await dataRequests.create(tx, vault, { personId: person.id, kind: 'delete', subjects, isDone: true })
  if (holding) await eraseHolding(talk, holding)
  if (kind === 'assessment') await eraseAssessment(tx, id)
  return withoutDrafts(session, (draft) => (kind === 'draft' ? draft.conversation === id : isOfIt(draft, holding)))
}

/** All that nobody else needs, of all linked accounts; for the rest a request to the officials. */
export async function eraseAll(
  talk: Talk,
): Promise<{ readonly session: Session; readonly request: dataRequests.DataRequest | null }> {
  const { tx, vault, person, session } = talk
  const held = await holdingsOf(tx, person.id)
  const [free, kept] = [held.filter(({ isFree }) => isFree), held.filter(({ isFree }) => !isFree)]
  for (const holding of free) await eraseHolding(talk, holding)
  await endHelp(talk)
  await erasePerson(tx, person.id)
  await dataRequests.forgetWords(tx, person.id)
  const subjects = free.map(asSubject)
  await dataRequests.create(tx, vault, { personId: person.id, kind: 'delete', subjects, isDone: true })
  const asked = { personId: person.id, kind: 'delete', subjects: kept.map(asSubject) } as const
  const request = kept.length === 0 ? null : await dataRequests.create(tx, vault, asked)
  // Whether a machine may sort is a choice of the person's, no data that they gave.
  return { session: { ...FRESH, turn: session.turn, isSortingOff: session.isSortingOff }, request }
}

/** Nothing more is told of the dossiers that the person filled in for others, who have confirmed them. */
export async function endHelp({ tx, vault, person }: Talk): Promise<void> {
  const helped = await registrations.helpedBy(tx, vault, person.id)
  for (const { id, state } of helped) if (state !== 'unconfirmed') await registrations.endHelp(tx, id)
}

async function eraseHolding({ tx, person }: Talk, { kind, id }: Holding): Promise<void> {
  if (kind === 'report') return eraseReport(tx, id)
  await dataRequests.forgetWords(tx, person.id, id)
  return eraseRegistration(tx, id)
}

/** What was being added to a dossier, or put right in it, goes with it. */
function isOfIt({ answers }: Draft, holding: Holding | undefined): boolean {
  return holding?.kind === 'registration' && (answers['.dossier'] as { id?: string } | undefined)?.id === holding.id
}

import * as attachments from '../models/attachment.ts'
import * as registrations from '../models/registration.ts'
import type { Answers } from './conversation.ts'
import type { Dossier } from './dossier.ts'
import type { Talk } from './talk.ts'

const MOST_LABEL = 40

/** With its attachments, as the rules of `dossier.ts` want it. */
export async function dossierOf(talk: Pick<Talk, 'tx'>, one: registrations.Registration): Promise<Dossier> {
  return dossierWith(one, await attachments.listOf(talk.tx, { registrationId: one.id }))
}

/** The same where they are known already. Those that officials deleted or that are lost do not count. */
export function dossierWith(one: registrations.Registration, all: readonly attachments.Attachment[]): Dossier {
  const held = all.filter(attachments.isHeld)
  const papers = held.filter(({ paper }) => paper !== null).map(({ paper }) => (paper === 'unnamed' ? null : paper))
  return {
    fields: one.fields as Answers,
    criteriaSet: one.criteriaSet,
    papers,
    photoCount: held.length - papers.length,
  }
}

/** A person's own dossiers that are not decided yet, newest first. */
export async function openDossiers({ tx, vault, person }: Talk): Promise<readonly registrations.Registration[]> {
  return (await registrations.listOf(tx, vault, person.id)).filter(({ state }) => registrations.isOpen(state))
}

/** "DK-2026-000045 · Mắm ruốc", for a button. */
export function dossierLabel({ reference, product }: registrations.Registration): string {
  return `${reference} · ${product}`.slice(0, MOST_LABEL)
}

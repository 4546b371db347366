/** What was changed goes the way of every message: one row of the inbox, as this person's, then the turn is waited for. */
import type { Deps } from '../../deps.ts'
import { errorFields } from '../../lib/log.ts'
import type { FormField } from '../../message.ts'
import * as inbox from '../../models/inbox.ts'
import { add, isOpen, settled } from '../chat-intake.ts'
import type { Opened } from './opened.ts'

/** As for the web chat: a slow database must not pile up requests (P-03). */
const MOST_WRITING = 64

/** `yes`: in the draft. `later`: stored, its turn is still to come. `no`: its turn failed. null: it could not be stored. */
export type Saved = 'yes' | 'later' | 'no'

/** Whether this very form was stored already: a second tap has no second effect (P-02). */
export async function isStored({ db }: Deps, { person }: Opened, id: string): Promise<boolean> {
  return (await inbox.find(db, person.channel, updateIdOf(id))) !== undefined
}

export async function save(
  deps: Deps,
  { person, draft }: Opened,
  id: string,
  fields: readonly FormField[],
): Promise<Saved | null> {
  const { channel, address } = person
  const updateId = updateIdOf(id)
  if (deps.intake.writing >= MOST_WRITING) return null
  deps.intake.writing += 1
  try {
    await add(deps, { channel, address, updateId, content: { type: 'form', nonce: draft.nonce, fields } })
  } catch (error) {
    // Whatever is away now, the person is told to save once more, and the browser keeps what was typed.
    deps.log.error('form_not_stored', errorFields(error))
    return null
  } finally {
    deps.intake.writing -= 1
  }
  return waitFor(deps, person.channel, id)
}

export async function waitFor(deps: Deps, channel: Opened['person']['channel'], id: string): Promise<Saved> {
  const known = await settled(deps, { updateId: updateIdOf(id), channel })
  if (isOpen(known)) return 'later'
  return known?.state === 'done' ? 'yes' : 'no'
}

function updateIdOf(id: string): string {
  return `form:${id}`
}

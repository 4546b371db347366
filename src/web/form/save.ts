/** What was changed goes the way of every message: one row of the inbox, as this person's, then the turn is waited for. */
import type { Deps } from '../../deps.ts'
import type { FormField } from '../../message.ts'
import * as inbox from '../../models/inbox.ts'
import { add, atDoor, isOpen, settled } from '../chat-intake.ts'
import type { Opened } from './opened.ts'

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
  const content = { type: 'form', nonce: draft.nonce, fields } as const
  const isStoredNow = await atDoor(deps, 'form_not_stored', async () => {
    await add(deps, { channel, address, updateId, content })
    return true
  })
  return isStoredNow === null ? null : waitFor(deps, channel, id)
}

export async function waitFor(deps: Deps, channel: Opened['person']['channel'], id: string): Promise<Saved> {
  const known = await settled(deps, { updateId: updateIdOf(id), channel })
  if (isOpen(known)) return 'later'
  return known?.state === 'done' ? 'yes' : 'no'
}

function updateIdOf(id: string): string {
  return `form:${id}`
}

import { heldIn } from '../../conversations/papers-step.ts'
import { fieldsOf } from '../../conversations/prompt.ts'
import type { Deps } from '../../deps.ts'
import * as attachments from '../../models/attachment.ts'
import { mediaLink } from '../../models/media-link.ts'
import type { Opened } from './opened.ts'

/** For as long as a page stays open. */
const LINK_MS = 3600 * 1000

/** An attachment that the draft holds. */
export interface HeldFile {
  readonly id: string
  readonly paper: string | null
  readonly kind: 'photo' | 'file'
  /** path, signed; null: it is not in our storage (yet) */
  readonly href: string | null
}

/** By question; as paths, since the page shows pictures from its own site only. */
export async function heldFiles(
  { db, vault, config, now }: Deps,
  { conversation, draft }: Opened,
): Promise<Readonly<Record<string, readonly HeldFile[]>>> {
  const until = new Date(now().getTime() + LINK_MS)
  const files: Record<string, HeldFile[]> = {}
  for (const [name, { kind }] of fieldsOf(conversation, draft)) {
    if (kind !== 'photos' && kind !== 'papers') continue
    files[name] = []
    for (const { id, paper } of heldIn(draft.answers[name])) {
      const one = await attachments.find(db, id)
      const url = one?.state === 'stored' ? new URL(await mediaLink(vault, config.publicUrl, id, until)) : null
      files[name].push({ id, paper, kind: one?.kind ?? 'file', href: url && `${url.pathname}${url.search}` })
    }
  }
  return files
}

/** Photos and papers from the page, by the checks of the web chat; what is refused is told beside its field and not kept. */

import { isIdName } from '../../conversations/media.ts'
import { heldIn } from '../../conversations/papers-step.ts'
import { fieldsOf } from '../../conversations/prompt.ts'
import type { Deps } from '../../deps.ts'
import { sniffFile } from '../../lib/photo.ts'
import { shorten } from '../../lib/text.ts'
import type { FormField, MediaRef } from '../../message.ts'
import { keepOne } from '../chat-intake.ts'
import type { Opened } from './opened.ts'
import type { Posted } from './posted.ts'

const MOST_NAME = 200

export interface Filed {
  readonly fields: readonly FormField[]
  /** by question: a line a file */
  readonly refused: Readonly<Record<string, readonly string[]>>
}

/** Stores what is good. */
export async function filed(deps: Deps, page: Opened, posted: Posted): Promise<Filed> {
  const fields: FormField[] = []
  const refused: Record<string, readonly string[]> = {}
  for (const [step, { kind, maxPhotos = 0 }] of fieldsOf(page.conversation, page.draft)) {
    if (kind !== 'photos' && kind !== 'papers') continue
    const held = heldIn(page.draft.answers[step])
    const dropped = posted.texts(`drop.${step}`).filter((id) => held.some((one) => one.id === id))
    const named = namedIn(
      posted,
      held.map(({ id }) => id).filter((id) => !dropped.includes(id)),
    )
    const read = await readFiles(deps, page, posted.files(`f.${step}`), {
      kind,
      room: maxPhotos - held.length + dropped.length,
      max: maxPhotos,
    })
    if (read.media.length + dropped.length + Object.keys(named).length > 0)
      fields.push({ step, media: read.media, dropped, named })
    if (read.refused.length > 0) refused[step] = read.refused
  }
  return { fields, refused }
}

/** Only what the person changed. */
function namedIn(posted: Posted, ids: readonly string[]): Readonly<Record<string, string>> {
  const named = ids.flatMap((id) => {
    const paper = posted.text(`paper.${id}`)
    return paper && paper !== posted.text(`waspaper.${id}`) ? [[id, paper] as const] : []
  })
  return Object.fromEntries(named)
}

interface Place {
  readonly kind: 'photos' | 'papers'
  readonly room: number
  readonly max: number
}

async function readFiles(deps: Deps, { t }: Opened, files: readonly File[], place: Place) {
  const media: MediaRef[] = []
  const refused: string[] = []
  for (const file of files) {
    const told = (why: string) => refused.push(t('form:files.refused', { name: shorten(file.name, 60), why }))
    if (isIdName(file.name)) told(t('common:photos.idPaper'))
    else if (media.length >= place.room) told(t('common:photos.full', { max: place.max }))
    else {
      const bytes = new Uint8Array(await file.arrayBuffer())
      const why = unwanted(bytes, place.kind)
      const kept =
        why === null
          ? await keepOne(deps, {
              kind: place.kind === 'photos' ? 'photo' : 'file',
              bytes,
              fileName: file.name.slice(0, MOST_NAME),
            })
          : null
      if (kept?.from === 'storage') media.push(kept)
      else told(t(why ?? refusalKey(kept, place.kind)))
    }
  }
  return { media, refused }
}

/** The text for what is no photo or paper, told from its bytes before it is stored; null: it may be one. */
function unwanted(bytes: Uint8Array, kind: Place['kind']): string | null {
  const found = sniffFile(bytes)
  const isPdf = bytes[0] === 0x25 && bytes[1] === 0x50 && bytes[2] === 0x44 && bytes[3] === 0x46
  if (kind === 'photos') return isPdf || found ? 'common:photos.refused.not_a_photo' : null
  if (isPdf && found === null) return 'registration:papers.unreadable'
  return found === null || found === 'application/pdf' ? null : 'registration:papers.notAccepted'
}

function refusalKey(media: MediaRef | null, kind: Place['kind']): string {
  const why = media?.from === 'refused' ? media.why : 'broken'
  const isOther = why === 'not_accepted' || why === 'not_a_photo'
  return kind === 'papers' && isOther ? 'registration:papers.notAccepted' : `common:photos.refused.${why}`
}

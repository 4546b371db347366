/** What was filed, as the answers that it was made of. Pure. */
import { type Attachment, isHeld } from '../models/attachment.ts'
import type { Registration } from '../models/registration.ts'
import type { Answers } from './conversation.ts'
import { isPaper } from './papers.ts'
import { heldAs } from './papers-step.ts'

/** Those that officials deleted or that are lost are left out; what was asked about the talk itself is not asked again. */
export function answersOf(one: Registration, attachments: readonly Attachment[]): Answers {
  const { product, name, phone, communeCode: commune, help } = one
  const held = attachments.filter(isHeld)
  const photos = held.filter(({ paper }) => paper === null).map(({ id }) => id)
  const papers = held
    .filter(({ paper }) => paper !== null)
    .map(({ id, paper }) => heldAs({ id, paper: paper !== null && isPaper(paper) ? paper : null }))
  return {
    ...(one.fields as Answers),
    ...(help && { helper: help.name }),
    ...{ product, name, phone, commune, help: 'goOn' },
    photos: photos.length > 0 ? photos : null,
    papers: papers.length > 0 ? papers : null,
  }
}

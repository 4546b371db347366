import { guessCategory } from '../city/categories.ts'
import { mentions } from '../city/words.ts'
import * as deliveries from '../models/delivery.ts'
import * as reports from '../models/report.ts'
import { conversation } from './conversation.ts'
import { commune, photos, place, text } from './steps.ts'

export const MOST_PHOTOS = 3

/** Words that surely speak of a denunciation; "to cao" alone may be "cây to cao". */
const DENUNCIATION = ['tố cáo', 'đơn tố cáo', 'muốn tố cáo', 'tố cáo cán bộ'] as const
const DENUNCIATION_UNMARKED = ['don to cao', 'muon to cao', 'to cao can bo', 'to cao ong', 'to cao ba'] as const

/** A citizen's report of something on the spot. */
export const feedback = conversation({
  name: 'feedback',
  version: 1,
  steps: {
    description: text({ min: 5, max: 2000 }),
    place: place({ max: 300 }),
    commune: commune({ optional: true, onlyIf: ({ place: at }) => isUnplaced(at), wordsOf: ({ place: at }) => wordsIn(at) }),
    photos: photos({ max: MOST_PHOTOS }),
  },
  remark(step, value) {
    if (step !== 'description' || typeof value !== 'string') return null
    if (guessCategory(value)?.danger) return 'feedback:danger'
    return isDenunciation(value) ? 'feedback:denunciation' : null
  },
  async finish(answers, { tx, vault, personId, now, destinationOf }) {
    const { place: at, description } = answers
    const category = guessCategory(description)
    const filed = await reports.create(
      tx,
      vault,
      {
        personId,
        description,
        place: at.words,
        position: at.position,
        communeCode: at.communeCode ?? answers.commune ?? null,
        category: category?.id ?? null,
        attachmentIds: answers.photos ?? [],
      },
      now,
    )
    // Words against someone stay with the officials here, whatever else they speak of (L-18).
    const destination = isDenunciation(description) ? null : destinationOf(category)
    if (destination !== null) await deliveries.create(tx, filed.id, destination)
    return filed
  },
})

function isUnplaced(at: unknown): boolean {
  return typeof at === 'object' && at !== null && 'communeCode' in at && at.communeCode === null
}

function wordsIn(at: unknown): string {
  return typeof at === 'object' && at !== null && 'words' in at && typeof at.words === 'string' ? at.words : ''
}

function isDenunciation(words: string): boolean {
  return /tố cáo/iu.test(words) ? mentions(words, DENUNCIATION) : mentions(words, DENUNCIATION_UNMARKED)
}

import { type Category, categoriesFor, guessCategory } from '../city/categories.ts'
import { mentions } from '../city/words.ts'
import * as deliveries from '../models/delivery.ts'
import * as reports from '../models/report.ts'
import type { T } from '../texts.ts'
import { BY_HAND, conversation, type Remark, type Step } from './conversation.ts'
import { choice, commune, photos, place, text } from './steps.ts'

export const MOST_PHOTOS = 3

/** Words that surely speak of a denunciation; "to cao" alone may be "cây to cao". */
const DENUNCIATION = ['tố cáo', 'đơn tố cáo', 'muốn tố cáo', 'tố cáo cán bộ'] as const
const DENUNCIATION_UNMARKED = ['don to cao', 'muon to cao', 'to cao can bo', 'to cao ong', 'to cao ba'] as const

/** All kinds, those that stay with the officials here too. */
const CATEGORIES = categoriesFor('console')

/** The kind of a report, asked only where no machine may tell it (L-21). */
const categoryByHand: Step<string> = {
  ...choice({
    values: CATEGORIES.map(({ id }) => id),
    label: (id, t) => categoryName(categoryById(id), t),
    guess: () => undefined,
  }),
  onlyIf: (answers) => answers[BY_HAND] === true,
}

/** A citizen's report of something on the spot. */
export const feedback = conversation({
  name: 'feedback',
  version: 1,
  steps: {
    description: text({ min: 5, max: 2000 }),
    category: categoryByHand,
    place: place({ max: 300 }),
    commune: commune({ optional: true, onlyIf: ({ place: at }) => isUnplaced(at), wordsOf: ({ place: at }) => wordsIn(at) }),
    photos: photos({ max: MOST_PHOTOS }),
  },
  remarks(step, value, { answers, t }) {
    if (step !== 'description' || typeof value !== 'string') return []
    const category = guessCategory(value)
    const urgent = category?.danger ? ['feedback:danger'] : isDenunciation(value) ? ['feedback:denunciation'] : []
    // An emergency number is no sorting: it is said whether or not a machine may sort.
    return [...urgent.map((key) => ({ key })), ...(category && answers[BY_HAND] !== true ? [sorted(category, value, t)] : [])]
  },
  async finish(answers, { tx, vault, personId, now, destinationOf, mayGuess }) {
    const { place: at, description } = answers
    const isGuessed = mayGuess && answers.category === undefined
    const category = isGuessed ? guessCategory(description) : categoryById(answers.category)
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

function categoryById(id: string | undefined): Category | undefined {
  return CATEGORIES.find((category) => category.id === id)
}

function categoryName(category: Category | undefined, t: T): string {
  return category?.[t('common:language.code') === 'en' ? 'en' : 'vi'] ?? ''
}

const MOST_WORDS = 2

/** What kind the machine takes it for, and by which words (L-21). */
function sorted(category: Category, description: string, t: T): Remark {
  const words = category.words.filter((word) => mentions(description, [word])).slice(0, MOST_WORDS)
  const quoted = words.map((word) => `“${word}”`).join(', ')
  return { key: 'feedback:sorted', values: { category: categoryName(category, t), words: quoted } }
}

function isUnplaced(at: unknown): boolean {
  return typeof at === 'object' && at !== null && 'communeCode' in at && at.communeCode === null
}

function wordsIn(at: unknown): string {
  return typeof at === 'object' && at !== null && 'words' in at && typeof at.words === 'string' ? at.words : ''
}

function isDenunciation(words: string): boolean {
  return /tố cáo/iu.test(words) ? mentions(words, DENUNCIATION) : mentions(words, DENUNCIATION_UNMARKED)
}

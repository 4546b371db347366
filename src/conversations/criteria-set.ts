/** Which of the 26 sets a product is of: found from its own words, chosen by the person. */
import { GROUPS, groupById, groupOf } from '../city/groups.ts'
import { type CriteriaSet, SETS, setById, setsFor } from '../knowledge/criteria.ts'
import { foldWords } from '../lib/text.ts'
import type { T } from '../texts.ts'
import type { Answers, Offer, Parsed, Step, StepInput } from './conversation.ts'
import { choice } from './steps.ts'

const OTHER = 'other'
const MOST_SETS = 3

/** The set that was chosen. */
export function setOf({ set, setInGroup: chosen }: Answers): CriteriaSet | undefined {
  return setById(String(set === undefined || set === OTHER ? chosen : set))
}

/** "Bà Hoa" in a name is its maker, not a flower. */
const MAKER = /(?<=\s)(?:bà|ông|ôn|mệ|mụ|o|cô|chú|bác|dì|thím|chị|anh|ba|ong|me|co|chu|bac|chi)\s+\p{L}+/giu

/** The sets that the words for a product point to, likeliest first. */
export function likelyFor(product: unknown): readonly CriteriaSet[] {
  const words = String(product ?? '')
  const found = setsFor(words.replace(MAKER, ' '))
  return found.length > 0 ? found : setsFor(words)
}

/** Whether no set is chosen by the product's words. */
function isOpen({ product, set }: Answers): boolean {
  return set === OTHER || (set === undefined && likelyFor(product).length === 0)
}

/**
 * The first of three questions, `set`, `group` and `setInGroup`, of which one or two are asked: one of the sets that the words
 * for the product point to, else its group and then one of that.
 */
export function likelySet(): Step<string> {
  return {
    kind: 'choice',
    isOptional: false,
    isFree: false,
    onlyIf: ({ product, set }) => set !== undefined || likelyFor(product).length > 0,
    dependsOn: ['product'],
    offers: (t, { product }) => [
      ...likelyFor(product).slice(0, MOST_SETS).map(offerOf),
      { value: OTHER, label: t('self-assessment:set.other') },
    ],
    parse: (input, t) => setNamed(wordsOf(input), t),
    show: (id, t) => setById(id)?.name ?? t('self-assessment:set.other'),
  }
}

export function groupChoice(): Step<string> {
  const step = choice({
    values: GROUPS.map(({ id }) => id),
    label: (id, t) => groupById(id)?.[t('common:language.code') === 'en' ? 'en' : 'vi'] ?? id,
    guess: (typed) => groupOf(typed)?.id,
  })
  return { ...step, onlyIf: isOpen, dependsOn: ['product', 'set'] }
}

export function setInGroup(): Step<string> {
  const inGroup = ({ group }: Answers) => SETS.filter((set) => set.group === group)
  return {
    kind: 'choice',
    isOptional: false,
    isFree: false,
    onlyIf: (answers) => isOpen(answers) && answers.group !== undefined,
    dependsOn: ['product', 'set', 'group'],
    offers: (_t, answers) => inGroup(answers).map(offerOf),
    parse(input, t, answers) {
      const typed = foldWords(wordsOf(input))
      const numbered = /^\d{1,2}$/.test(typed) ? inGroup(answers)[Number(typed) - 1] : undefined
      const named = numbered ? ({ ok: true, value: numbered.id } as const) : setNamed(wordsOf(input), t)
      return named.ok && named.value === OTHER ? { ok: false, why: 'unknown' } : named
    },
    show: (id) => setById(id)?.name ?? id,
  }
}

function offerOf({ id, name }: CriteriaSet): Offer {
  return { value: OFFERED.get(id) ?? id, label: name }
}

/** Payloads carry the number of a set: some ids are longer than a button holds. */
const OFFERED = new Map(SETS.map(({ id, number }) => [id, `set-${number}`]))

function setNamed(typed: string, t: T): Parsed<string> {
  const folded = foldWords(typed)
  if (typed === OTHER || folded === foldWords(t('self-assessment:set.other'))) return { ok: true, value: OTHER }
  const named = SETS.filter(({ id, name }) => OFFERED.get(id) === typed || foldWords(name) === folded)
  const found = named.length > 0 || folded.length < 4 ? named : SETS.filter(({ name }) => foldWords(name).includes(folded))
  return found.length === 1 && found[0] ? { ok: true, value: found[0].id } : { ok: false, why: 'unknown' }
}

function wordsOf(input: StepInput): string {
  if (input.type === 'text') return input.text
  return input.type === 'choice' ? input.value : ''
}

/** What kind of message it is: a question to the articles, or something that a conversation does better. */
import reports from '../city/categories.json' with { type: 'json' }
import type { Analysis } from './analyse.ts'
import type { Confidence } from './confidence.ts'
import intents from './intents.json' with { type: 'json' }
import { createPhrases, listed, longestAt, type Phrases, phrasesOf } from './phrases.ts'
import { readAsWritten } from './prepare.ts'

export type Intent = 'question' | 'start' | 'status' | 'handover' | 'stop' | 'chitchat' | 'other'
export type Start = 'registration' | 'feedback' | 'self-assessment'
export type Chitchat = 'hello' | 'thanks' | 'bye' | 'who' | 'sorry'

export interface Route {
  readonly intent: Intent
  readonly start?: Start
  readonly chitchat?: Chitchat
}

type Kind = Exclude<keyof typeof intents, 'about'>

const KINDS = Object.keys(intents).filter((name): name is Kind => name !== 'about')
/** A tracking code or a public number of a report or registration. */
const CODE = /\b(?:[\dA-Z]{4}(?:-[\dA-Z]{4}){3}-[\dA-Z]|(?:PA|DK)-\d{4}-\d{6})\b/i
/** Courtesy, anger and the like are short; in a longer text they stand beside something else. */
const SHORT = 9
/** A question as sure as this is never taken for a report of rubbish or a wish to register. */
const SURELY_OURS = 0.5

let compiled: Phrases<Kind> | undefined

/** @param confidence of the best article; what the articles know is a question before it is anything else */
export function route(text: string, analysis: readonly Analysis[], { ours }: Confidence): Route {
  if (!/[\p{L}\p{N}]/u.test(text)) return { intent: 'other' }
  if (CODE.test(text)) return { intent: 'status' }
  const found = kindsIn(analysis)
  const isAsked = analysis.some((sentence) => sentence.isAsked)
  if (found.has('stop')) return { intent: 'stop' }
  if (found.has('handover')) return { intent: 'handover' }
  if (found.has('lookUp') || (found.has('mine') && found.has('progress'))) return { intent: 'status' }
  if (found.has('assess') && !isAsked) return { intent: 'start', start: 'self-assessment' }
  const talk = chitchat(found, analysis)
  if (talk && (ours < SURELY_OURS || talk === 'who' || !says(analysis, 2))) return { intent: 'chitchat', chitchat: talk }
  return startOf(found, analysis, ours) ?? { intent: ours >= SURELY_OURS || says(analysis) ? 'question' : 'other' }
}

function startOf(found: ReadonlySet<Kind>, analysis: readonly Analysis[], ours: number): Route | null {
  const wrong = wrongIn(analysis)
  const isAsked = analysis.some((sentence) => sentence.isAsked)
  // Told, not asked: a report, though an article says who handles such things.
  const isTrouble = analysis.some(({ concepts }) => concepts.some(({ name }) => name === 'trouble'))
  if (wrong === 'danger') return { intent: 'start', start: 'feedback' }
  if (isAsked) return null
  if (found.has('report')) return { intent: 'start', start: 'feedback' }
  if (found.has('register')) return { intent: 'start', start: 'registration' }
  return wrong && (ours < SURELY_OURS || isTrouble) ? { intent: 'start', start: 'feedback' } : null
}

function chitchat(found: ReadonlySet<Kind>, analysis: readonly Analysis[]): Chitchat | null {
  if (analysis.reduce((sum, { words }) => sum + words.length, 0) > SHORT) return null
  if (found.has('who') && analysis.every(({ names }) => names.length === 0)) return 'who'
  if (found.has('anger')) return 'sorry'
  if (found.has('thanks')) return 'thanks'
  if (found.has('bye')) return 'bye'
  return found.has('hello') ? 'hello' : null
}

/** Whether a word of it says anything: "ừ", "haha" and "asdf" do not; beside a greeting, which is one itself, two must. */
function says(analysis: readonly Analysis[], least = 1): boolean {
  return analysis.some(({ words, concepts, offTopic }) => {
    if (concepts.length > 0 || offTopic > 0) return true
    return words.filter(({ kind }) => kind !== 'filler' && kind !== 'common').length >= least && words.length > 1
  })
}

function kindsIn(analysis: readonly Analysis[]): ReadonlySet<Kind> {
  compiled ??= createPhrases(KINDS.flatMap((kind) => listed(intents[kind]).map((phrase) => [phrase, kind] as const)))
  return namedIn(compiled, analysis)
}

/** What a citizen reports: danger to life before all else. */
type Wrong = 'danger' | 'report'

let wrongs: Phrases<Wrong> | undefined

/** By the words of the kinds of report, which are read as a message is. */
function wrongIn(analysis: readonly Analysis[]): Wrong | null {
  wrongs ??= phrasesOf(
    reports.categories.flatMap(({ words, danger }) =>
      words.map((word) => ({
        words: readAsWritten(word).flatMap((sentence) => sentence.words),
        isStrict: false,
        value: danger ? ('danger' as const) : ('report' as const),
      })),
    ),
  )
  const found = namedIn(wrongs, analysis)
  return found.has('danger') ? 'danger' : found.has('report') ? 'report' : null
}

function namedIn<Value>(phrases: Phrases<Value>, analysis: readonly Analysis[]): ReadonlySet<Value> {
  const found = new Set<Value>()
  for (const { words, isMarked } of analysis) {
    for (const at of words.keys()) {
      const match = longestAt(phrases, words, at, isMarked)
      if (match) found.add(match.value)
    }
  }
  return found
}

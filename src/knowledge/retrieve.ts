/** The articles made ready to be asked: a speller that knows their words, and the ranking. */
import { type Analysis, analyse } from './analyse.ts'
import type { Article } from './article.ts'
import { normalise } from './normalise.ts'
import { type Prepared, prepareAll } from './prepare.ts'
import { createRank, type Rank } from './rank.ts'
import { createSpeller, type Vocabulary } from './spelling.ts'
import { tables } from './tables.ts'
import { WEIGHTS } from './weights.ts'

export interface Index {
  read(text: string): readonly Analysis[]
  readonly rank: Rank
}

export function createIndex(articles: readonly Article[]): Index {
  const prepared = prepareAll(articles)
  return { read: createReader(prepared), rank: createRank(articles, prepared, WEIGHTS) }
}

/** Reads questions; puts right what is mistyped by the words of the articles. */
export function createReader(prepared: Prepared): Index['read'] {
  const speller = createSpeller(() => vocabularyOf(prepared))
  return (text) => normalise(text, speller).map(analyse)
}

function vocabularyOf(prepared: Prepared): Vocabulary {
  const { known, knownMarked, pairs, neighbours, commonFolded } = tables()
  const { all, often } = prepared.pairs()
  const syllables = new Set([...known, ...all.flatMap((pair) => pair.split(' '))])
  const marked = new Set([...knownMarked, ...prepared.terms.map((term) => term.marked)])
  return { syllables, marked, pairs: new Set([...pairs, ...all]), often: new Set(often), neighbours, common: commonFolded }
}

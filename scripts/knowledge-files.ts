/** The question sets of `test/knowledge`, and what is generated from the articles. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Article } from '../src/knowledge/article.ts'
import { articles } from '../src/knowledge/articles/index.ts'
import { fingerprint, toStored } from '../src/knowledge/prepare.ts'
import type { Weights } from '../src/knowledge/weights.ts'

export interface Question {
  readonly id: string
  readonly q: string
  readonly style: string
  /** ids of facts, one of which the answer must give; none: it must be refused */
  readonly expect: readonly string[]
  /** `tune`, `fit` and `exam-tune` are fitted on; `hold`, `own` and `exam-hold` only measured */
  readonly half: 'tune' | 'hold' | 'own' | 'fit' | 'exam-tune' | 'exam-hold'
}

const FILES = ['dev-questions', 'own-questions', 'fit-questions', 'exam-questions']
const PREPARED = 'src/knowledge/prepared.json'

export function readQuestions(halves: readonly Question['half'][]): readonly Question[] {
  return FILES.flatMap((name) => readFileSync(`test/knowledge/${name}.jsonl`, 'utf8').trim().split('\n').slice(1))
    .map((line) => JSON.parse(line) as Question)
    .filter(({ half }) => halves.includes(half))
}

/** Of all articles: changes with any word that is compared with questions. */
export function fingerprintOf(all: readonly Article[]): string {
  return all.reduce((sum, article) => (Math.imul(sum, 31) + fingerprint(article)) >>> 0, 0).toString(16)
}

/** `prepared.json` as it should be. */
export function preparedText(weights: Weights): string {
  return `${JSON.stringify(toStored(articles, weights))}\n`
}

export function writePrepared(weights: Weights): void {
  writeFileSync(PREPARED, preparedText(weights))
}

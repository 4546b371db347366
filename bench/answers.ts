/**
 * How well questions are answered, and how fast: by set and style, beside three libraries of full-text search.
 *
 * The libraries get the same articles, one document each with its question, aliases and text as weighted fields, and the
 * question as `foldWords` makes it: marks removed, as all of them need for what people type. They have no measure of "not
 * ours": their best score stands for it.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import lunr from 'lunr'
import MiniSearch from 'minisearch'
import bm25 from 'wink-bm25-text-search'
import { type Question, readQuestions } from '../scripts/knowledge-files.ts'
import { createKnowledge, type Knowledge } from '../src/knowledge/answer.ts'
import { articles } from '../src/knowledge/articles/index.ts'
import { foldWords } from '../src/lib/text.ts'
import { type Asked, askAll, figuresOf, offTopicOf, TODAY } from '../test/knowledge/measure.ts'

const SETS = {
  'dev, fitted on': ['tune'],
  'dev, held out': ['hold'],
  'own, held out': ['own'],
  'exam, fitted on': ['exam-tune'],
  'exam, held out': ['exam-hold'],
  'all held out': ['hold', 'own', 'exam-hold'],
} as const
const LONGEST = 2000
const ROUNDS = 3

const began = performance.now()
const knowledge = createKnowledge(articles)
knowledge.ask('OCOP', { language: 'vi', today: TODAY })
const readyMs = performance.now() - began

const results = {
  readyMs,
  sets: Object.fromEntries(
    Object.entries(SETS).map(([name, halves]) => [name, measured(askAll(knowledge, readQuestions(halves)))]),
  ),
  styles: byStyle(askAll(knowledge, readQuestions(['hold', 'own', 'exam-hold']))),
  libraries: libraries(),
  times: times(),
  bytes: await bytes(),
}
await mkdir('bench/results', { recursive: true })
await writeFile('bench/results/answers.json', `${JSON.stringify(results, null, 2)}\n`)
console.log('By set')
console.table(results.sets)
console.log('By style, held-out questions of all sets')
console.table(results.styles)
console.log('Held-out questions, beside libraries (articles the same; right first / among three)')
console.table(results.libraries)
console.log('Microseconds of CPU a question, and bytes after gzip')
console.table([{ ...results.times, 'ready ms': Math.round(readyMs), ...results.bytes }])

function measured(asked: readonly Asked[]) {
  const { first, three, helped, answered, wrong } = figuresOf(asked)
  const offTopic = offTopicOf(asked)
  return {
    questions: asked.length,
    'right first': percent(first),
    'among three': percent(three),
    'given or choice': percent(helped),
    answered: percent(answered),
    'wrong answer': percent(wrong),
    AUROC: offTopic.auroc.toFixed(3),
    'off-topic answered': percent(offTopic.answered),
  }
}

function byStyle(asked: readonly Asked[]) {
  const styles = [...new Set(asked.map(({ question }) => question.style))].filter((style) => style !== 'off-topic')
  return styles.map((style) => {
    const { questions, first, three, helped, wrong } = figuresOf(asked.filter(({ question }) => question.style === style))
    return {
      style,
      questions,
      'right first': percent(first),
      'among three': percent(three),
      'given or choice': percent(helped),
      'wrong answer': percent(wrong),
    }
  })
}

/** Ids of articles best first, with the score of the best. */
type Search = (text: string) => { readonly ids: readonly string[]; readonly score: number }

function libraries() {
  const questions = readQuestions(['hold', 'own', 'exam-hold'])
  const ours = ranking(knowledge)
  return [
    { name: 'this', ...searched(ours, questions) },
    { name: 'MiniSearch, prefix and fuzzy', ...searched(miniSearch({ prefix: true, fuzzy: 0.2 }), questions) },
    { name: 'MiniSearch', ...searched(miniSearch({}), questions) },
    { name: 'lunr', ...searched(lunrSearch(), questions) },
    { name: 'wink-bm25-text-search', ...searched(winkSearch(), questions) },
  ]
}

function searched(search: Search, questions: readonly Question[]) {
  const covers = new Map(articles.map((article) => [article.id, article.covers]))
  const found = questions.map((question) => {
    const before = process.cpuUsage()
    const { ids, score } = search(question.q)
    const { user, system } = process.cpuUsage(before)
    const place = ids.findIndex((id) => covers.get(id)?.some((fact) => question.expect.includes(fact)))
    return { isOurs: question.expect.length > 0, place, score, us: user + system }
  })
  const ours = found.filter(({ isOurs }) => isOurs)
  const others = found.filter(({ isOurs }) => !isOurs)
  const wins = ours.flatMap((one) => others.map((other) => (one.score > other.score ? 1 : one.score === other.score ? 0.5 : 0)))
  return {
    'right first': percent(ours.filter(({ place }) => place === 0).length / ours.length),
    'among three': percent(ours.filter(({ place }) => place >= 0 && place < 3).length / ours.length),
    AUROC: (wins.reduce<number>((sum, win) => sum + win, 0) / wins.length).toFixed(3),
    'µs p50': percentile(
      found.map(({ us }) => us),
      0.5,
    ),
  }
}

function ranking(known: Knowledge): Search {
  return (text) => {
    const answer = known.ask(text, { language: 'vi', today: TODAY })
    return { ids: answer.articles.map(({ id }) => id), score: answer.confidence }
  }
}

interface Document {
  readonly id: string
  readonly question: string
  readonly aliases: string
  readonly text: string
}

function documents(): readonly Document[] {
  return articles.map(({ id, question, aliases, text }) => ({
    id,
    question: foldWords(question),
    aliases: foldWords(aliases.join(' ')),
    text: foldWords(text.join(' ')),
  }))
}

function miniSearch(options: { readonly prefix?: boolean; readonly fuzzy?: number }): Search {
  const index = new MiniSearch<Document>({ fields: ['question', 'aliases', 'text'] })
  index.addAll(documents())
  const boost = { question: 2, aliases: 2, text: 0.5 }
  return (text) => {
    const found = index.search(foldWords(text), { ...options, boost })
    return { ids: found.slice(0, 10).map(({ id }) => String(id)), score: found[0]?.score ?? 0 }
  }
}

function lunrSearch(): Search {
  const index = lunr((builder) => {
    builder.pipeline.remove(lunr.stemmer)
    builder.searchPipeline.remove(lunr.stemmer)
    builder.ref('id')
    builder.field('question', { boost: 2 })
    builder.field('aliases', { boost: 2 })
    builder.field('text', { boost: 0.5 })
    for (const document of documents()) builder.add(document)
  })
  return (text) => {
    const found = index.query((query) => {
      for (const term of foldWords(text).split(' ')) if (term !== '') query.term(term, {})
    })
    return { ids: found.slice(0, 10).map(({ ref }) => ref), score: found[0]?.score ?? 0 }
  }
}

function winkSearch(): Search {
  const engine = bm25()
  engine.defineConfig({ fldWeights: { question: 2, aliases: 2, text: 0.5 } })
  engine.definePrepTasks([(text: string) => text.split(' ').filter((word) => word !== '')])
  for (const { id, ...fields } of documents()) engine.addDoc(fields, id)
  engine.consolidate()
  return (text) => {
    const found = engine.search(foldWords(text))
    return { ids: found.slice(0, 10).map(([id]) => String(id)), score: found[0]?.[1] ?? 0 }
  }
}

function times() {
  const questions = readQuestions(['tune', 'hold', 'own', 'exam-tune', 'exam-hold']).map(({ q }) => q)
  const anything = [
    'nộp hồ sơ ở mô ',
    'ddawng kys ',
    'dangkyocop',
    'một hai ba ',
    'x,',
    'gì và ',
    'truy suat ',
    '😀',
    '\u0301',
    'ệ',
  ]
  const longest = anything.map((part) => part.repeat(LONGEST).slice(0, LONGEST))
  for (let round = 0; round < ROUNDS; round++) for (const text of [...questions, ...longest]) cpuMicroseconds(text)
  const asked = questions.map(cpuMicroseconds)
  return {
    p50: percentile(asked, 0.5),
    p95: percentile(asked, 0.95),
    'worst of 2,000 letters': Math.max(...longest.map(cpuMicroseconds)),
  }
}

function cpuMicroseconds(text: string): number {
  const before = process.cpuUsage()
  knowledge.ask(text, { language: 'vi', today: TODAY })
  const { user, system } = process.cpuUsage(before)
  return user + system
}

/** What the edge carries: code and tables of the room without articles, and what is prepared from the articles. */
async function bytes() {
  const { outputFiles } = await build({
    entryPoints: ['src/knowledge/answer.ts'],
    bundle: true,
    minify: true,
    charset: 'utf8',
    format: 'esm',
    platform: 'neutral',
    external: ['./prepared.json', '../texts.ts', '../city/*'],
    write: false,
  })
  const zipped = (content: Uint8Array) => gzipSync(content, { level: 9 }).length
  return {
    'code and tables': zipped(outputFiles[0]?.contents ?? new Uint8Array()),
    'of which language': zipped(await languageLayer()),
    prepared: zipped(await readFile('src/knowledge/prepared.json')),
  }
}

/** From what was typed to plain Vietnamese: the normaliser and the speller with their tables, without concepts and articles. */
async function languageLayer() {
  const { outputFiles } = await build({
    entryPoints: ['src/knowledge/normalise.ts', 'src/knowledge/spelling.ts'],
    bundle: true,
    minify: true,
    charset: 'utf8',
    format: 'esm',
    platform: 'neutral',
    external: ['./tables.ts'],
    outdir: 'unused',
    write: false,
  })
  return Buffer.concat([...outputFiles.map(({ contents }) => contents), await readFile('src/knowledge/language.json')])
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

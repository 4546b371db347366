/** Open questions that ask the same, put together for one answer. */
import type { Deps } from '../../deps.ts'
import type { Article } from '../../knowledge/article.ts'
import { createGroup, type Group } from '../../knowledge/likeness.ts'
import { foldWords } from '../../lib/text.ts'
import * as questions from '../../models/question.ts'

/** Opened and compared for one page; those that wait longest. */
export const MOST_OPENED = 500

export type QuestionGroup = readonly questions.Question[]

/** What compares is made once for each version of the articles, and remembers what it read. */
const makers = new WeakMap<readonly Article[], Group>()

/** The largest group first, in each the longest waiting first. */
export async function openGroups({ db, vault, library }: Deps): Promise<readonly QuestionGroup[]> {
  const { articles } = await library()
  const open = await questions.listOpen(db, vault, MOST_OPENED)
  const group = makers.get(articles) ?? createGroup(articles)
  makers.set(articles, group)
  return group(open.map(({ text }) => text)).map((places) => places.flatMap((at) => open[at] ?? []))
}

/** The group of an open question; alone where it is not among those that are opened. null: it is not open. */
export async function groupOf(deps: Deps, id: string): Promise<QuestionGroup | null> {
  const one = await questions.find(deps.db, deps.vault, id)
  if (one?.state !== 'open') return null
  return (await openGroups(deps)).find((group) => group.some((member) => member.id === one.id)) ?? [one]
}

export function peopleOf(group: QuestionGroup): number {
  return new Set(group.map(({ personId }) => personId)).size
}

export function latestOf(group: QuestionGroup): Date {
  return new Date(Math.max(...group.map(({ createdAt }) => createdAt.getTime())))
}

/** Ways of asking that differ in more than marks, points and blanks. */
export function distinct(group: QuestionGroup): QuestionGroup {
  const seen = new Set<string>()
  return group.filter(({ text }) => {
    const key = foldWords(text)
    const isNew = key !== '' && !seen.has(key)
    seen.add(key)
    return isNew
  })
}

/** What most of them chose of several articles; empty: nobody chose. */
export function mostChosen(group: QuestionGroup): string {
  const counts = new Map<string, number>()
  for (const { chosenId } of group) if (chosenId !== null) counts.set(chosenId, (counts.get(chosenId) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? ''
}

/** What a person is told of their request about their data, in their language. */
import { tell } from '../../conversations/tell.ts'
import type { Tx } from '../../db/schema.ts'
import type { Deps } from '../../deps.ts'
import { showDate } from '../../lib/time.ts'
import type { DataRequest } from '../../models/data-request.ts'

export type News = 'answered' | 'extended' | 'done' | 'refused' | 'erasedHere'

/** @param words the official's, as typed; null: there are none */
export function tellOf(tx: Tx, deps: Deps, request: DataRequest, news: News, words: string | null): Promise<void> {
  const { kind, createdAt, doDue, subjects } = request
  return tell(tx, deps, request.personId, (person) =>
    [
      person(`my-data:news.${news}`, {
        what: person(`my-data:kind.${kind}`),
        date: showDate(createdAt),
        due: showDate(doDue),
        list: subjects.map(({ reference }) => reference).join(', '),
      }),
      ...(words ? [person('news:words', { words })] : []),
    ].join('\n\n'),
  )
}

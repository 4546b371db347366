import type { Article } from '../../knowledge/article.ts'
import { ListHead } from './list-head.tsx'
import { latestOf, peopleOf, type QuestionGroup } from './question-groups.ts'
import { Time } from './subject-list.tsx'
import { count, excerpt, t } from './words.ts'

export interface GroupRow {
  readonly group: QuestionGroup
  /** the nearest article */
  readonly near: Article | undefined
}

/** Groups of like questions, each by the one that waits longest. */
export function Groups({ shown, now }: { shown: readonly GroupRow[]; now: Date }) {
  return (
    <table class="list">
      <ListHead labels={[t('question.text'), t('question.people'), t('question.latest'), t('question.near')]} />
      <tbody>
        {shown.map(({ group, near }) => (
          <tr>
            <td class="about">
              <a href={`/console/questions/${group[0]?.id}/group`}>{excerpt(group[0]?.text ?? '', 160)}</a>
              {group.length > 1 && <span class="hint"> {t('question.alike', { count: count(group.length - 1) })}</span>}
            </td>
            <td class="inline" data-label={t('question.people')}>
              {count(peopleOf(group))}
            </td>
            <td class="inline">
              <Time at={latestOf(group)} now={now} />
            </td>
            <td data-label={t('question.near')}>{near?.question ?? t('article.nothing')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

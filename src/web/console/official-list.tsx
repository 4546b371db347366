import type { Listed } from '../../models/official.ts'
import { ListHead } from './list-head.tsx'
import { postName } from './post-name.ts'
import { Time } from './subject-list.tsx'
import { t } from './words.ts'

const PATH = '/console/officials'

interface Props {
  readonly all: readonly Listed[]
  /** id of who looks */
  readonly me: string
  readonly now: Date
}

export function OfficialList({ all, me, now }: Props) {
  return (
    <>
      <p class="meta">{t('official.lead')}</p>
      <p>
        <a class="button main" href={`${PATH}/new`}>
          {t('official.add')}
        </a>
      </p>
      <table class="list">
        <ListHead labels={['email', 'post', 'seen', 'do'].map((label) => t(`official.${label}`))} />
        <tbody>
          {all.map((one) => (
            <tr>
              <td class="about">
                {one.email} {one.id === me && t('official.me')}
              </td>
              <td data-label={t('official.post')}>{postName(one)}</td>
              <td data-label={t('official.seen')}>
                <Seen one={one} now={now} />
              </td>
              <td>
                <a href={`${PATH}/${one.id}/role`} aria-label={`${t('official.change')}: ${one.email}`}>
                  {t('official.change')}
                </a>
                {' · '}
                <a href={`${PATH}/${one.id}/link`} aria-label={`${t('official.new_link')}: ${one.email}`}>
                  {t('official.new_link')}
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function Seen({ one, now }: { one: Listed; now: Date }) {
  if (one.seenAt) return <Time at={one.seenAt} now={now} />
  return <>{t(one.isReady ? 'official.unseen' : 'official.never')}</>
}

import type { Context } from 'hono'
import { paperName } from '../../conversations/papers.ts'
import type { Attachment } from '../../models/attachment.ts'
import { translator } from '../../texts.ts'
import { mediaLink } from '../media.ts'
import type { ConsoleEnv } from './console-env.ts'
import { t } from './words.ts'

const vi = translator('vi')
/** An official looks at a page for an hour at most before loading it again. */
const LINK_MS = 3_600_000

/** Photos as thumbnails, papers as links, each with a way to delete it. */
export function Attachments({ c, attachments }: { c: Context<ConsoleEnv>; attachments: readonly Attachment[] }) {
  if (attachments.length === 0) return null
  return (
    <section>
      <h2>{t('attachment.title')}</h2>
      <ul class="attachments">
        {attachments.map((attachment, index) => (
          <li>
            <Preview c={c} attachment={attachment} number={index + 1} />
            {attachment.state !== 'deleted' && (
              <a class="small" href={`/console/attachments/${attachment.id}/deletion`}>
                {t('attachment.delete', { name: nameOf(attachment, index + 1).toLowerCase() })}
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

interface PreviewProps {
  readonly c: Context<ConsoleEnv>
  readonly attachment: Attachment
  readonly number: number
}

/** The photo or paper itself; what could not be had is said. */
export async function Preview({ c, attachment, number }: PreviewProps) {
  const name = nameOf(attachment, number)
  const link = await linkTo(c, attachment)
  if (link === null) return <span class="missing">{`${name}: ${t(`attachment.state.${attachment.state}`)}`}</span>
  return (
    <a href={link} target="_blank" rel="noopener">
      {attachment.kind === 'photo' ? <img src={link} alt={name} loading="lazy" width={160} height={120} /> : name}
    </a>
  )
}

function nameOf({ kind, paper }: Attachment, number: number): string {
  return paper === null ? t(`attachment.${kind}`, { number }) : t('attachment.paper', { number, paper: paperName(paper, vi) })
}

/** A signed link as a path of this very site: pages may show pictures from nowhere else. */
async function linkTo(c: Context<ConsoleEnv>, attachment: Attachment): Promise<string | null> {
  if (attachment.state !== 'stored') return null
  const { vault, config } = c.env
  const url = new URL(await mediaLink(vault, config.publicUrl, attachment.id, new Date(c.env.now().getTime() + LINK_MS)))
  return `${url.pathname}${url.search}`
}

/** One bubble, and the quick replies under the last. */
import { showTime } from '../lib/time.ts'
import type { Language } from '../message.ts'
import type { T } from '../texts.ts'
import { type Entry, folded, type Own, type Said, sourceApart } from './client/said.ts'
import { Mark } from './icons.tsx'

/** @param isFirst of several in a row by the same side */
export function Message({ entry, t, isFirst }: { entry: Entry; t: T; isFirst: boolean }) {
  return entry.by === 'us' ? <Ours said={entry.said} t={t} isFirst={isFirst} /> : <Theirs own={entry.own} t={t} />
}

function Ours({ said, t, isFirst }: { said: Said; t: T; isFirst: boolean }) {
  const { words, source } = sourceApart(said.text)
  const { first, rest } = folded(said, words)
  return (
    <li class="ours" data-id={said.id} data-at={said.at || undefined}>
      {isFirst && <Mark size={24} />}
      <div class="bubble">
        <span class="unseen">{`${t('chat:us')}: `}</span>
        <p class="words">{first}</p>
        {rest && (
          <details>
            <summary>{t('chat:more')}</summary>
            <p class="words">{rest}</p>
          </details>
        )}
        {said.image && <img src={said.image.url} alt={said.image.alt} loading="lazy" />}
        {source && <p class="source">{source}</p>}
        {said.links.map(({ label, url }) => (
          <p>
            <a href={url} target="_blank" rel="noopener">
              {label}
            </a>
          </p>
        ))}
      </div>
      {said.at && <Time at={said.at} />}
    </li>
  )
}

function Theirs({ own, t }: { own: Own; t: T }) {
  return (
    <li class="theirs" data-id={own.id} data-at={own.at}>
      <div class="bubble">
        <span class="unseen">{`${t('chat:you')}: `}</span>
        {own.photos.map((url) => (
          <img src={url} alt={t('chat:picture')} loading="lazy" width={160} height={120} />
        ))}
        {own.text && <p class="words">{own.text}</p>}
      </div>
      <p class="state">
        {t('chat:sent')} <Time at={own.at} />
      </p>
    </li>
  )
}

function Time({ at }: { at: string }) {
  return (
    <time datetime={at} title={showTime(new Date(at))}>
      {clockOf(at)}
    </time>
  )
}

/** 14:05 */
function clockOf(at: string): string {
  return showTime(new Date(at)).split(' ')[0] ?? ''
}

/** Forms, so that they work before any script; the position needs one and shows itself then. */
export function Chips({ said, language, t }: { said: Said | undefined; language: Language; t: T }) {
  return (
    <form id="chips" method="post" action="/chat" aria-label={t('chat:choices')} hidden={said === undefined}>
      <input type="hidden" name="id" value={crypto.randomUUID()} />
      <input type="hidden" name="language" value={language} />
      {said?.buttons.map(({ label, payload }) => (
        <button type="submit" name="button" value={payload}>
          {label}
        </button>
      ))}
      {said?.askLocation && (
        <button type="button" data-position hidden>
          {said.askLocation.label}
        </button>
      )}
    </form>
  )
}

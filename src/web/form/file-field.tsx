/** Photos or papers: what is there, each to be taken out or named, and the field for more. */
import type { Json, Step } from '../../conversations/conversation.ts'
import { paperName } from '../../conversations/papers.ts'
import { listedFor } from '../../conversations/papers-step.ts'
import { labelOf } from '../../conversations/prompt.ts'
import { hasText } from '../../texts.ts'
import type { HeldFile } from './held-files.ts'
import type { Opened } from './opened.ts'

interface Props {
  readonly opened: Opened
  readonly name: string
  readonly step: Step<Json>
  readonly held: readonly HeldFile[]
  readonly refused: readonly string[]
}

export function FileField({ opened, name, step, held, refused }: Props) {
  const { t, conversation } = opened
  const max = step.maxPhotos ?? 0
  const isFull = held.length >= max
  const hint = hasText(`form:hint.${name}`) ? t(`form:hint.${name}`) : undefined
  const accept = step.kind === 'photos' ? 'image/jpeg,image/png,image/webp' : 'image/jpeg,image/png,image/webp,application/pdf'
  const ids = [hint && `f-${name}-hint`, `f-${name}-there`, refused.length > 0 && `f-${name}-error`].filter(Boolean).join(' ')
  return (
    <fieldset class="field files" data-files={name}>
      <legend>
        {labelOf(conversation, name, t)}
        <span class="optional"> ({t('form:optional')})</span>
      </legend>
      {hint && (
        <p class="hint" id={`f-${name}-hint`}>
          {hint}
        </p>
      )}
      {refused.length > 0 && (
        <ul class="error" id={`f-${name}-error`}>
          {refused.map((line) => (
            <li>{line}</li>
          ))}
        </ul>
      )}
      <p id={`f-${name}-there`}>
        {held.length > 0 ? t('form:files.there', { count: held.length, max }) : t('form:files.none', { max })}
      </p>
      {held.length > 0 && (
        <ul class="held">
          {held.map((file, at) => (
            <HeldLine opened={opened} name={name} step={step} file={file} number={at + 1} />
          ))}
        </ul>
      )}
      <label for={`f-${name}`} class="second">
        {isFull ? t('form:files.full', { max }) : t(`form:files.${step.kind}`)}
      </label>
      <input
        id={`f-${name}`}
        name={`f.${name}`}
        type="file"
        accept={accept}
        multiple
        aria-describedby={ids}
        aria-invalid={refused.length > 0 ? 'true' : undefined}
      />
      <ul class="chosen" aria-live="polite" />
    </fieldset>
  )
}

function HeldLine({
  opened: { t, draft },
  name,
  step,
  file,
  number,
}: {
  opened: Opened
  name: string
  step: Step<Json>
  file: HeldFile
  number: number
}) {
  const isPaper = step.kind === 'papers'
  const title =
    isPaper && file.paper !== null
      ? paperName(file.paper as never, t)
      : file.kind === 'photo'
        ? t('form:files.photo', { number })
        : t('form:files.file')
  return (
    <li>
      {file.href !== null && file.kind === 'photo' ? (
        <img src={file.href} alt={title} width={72} height={72} loading="lazy" />
      ) : (
        <span class="file">{title}</span>
      )}
      <span class="about">
        {file.href === null && <span class="small">{t('form:files.arriving')}</span>}
        {file.href !== null && file.kind === 'file' && <a href={file.href}>{t('form:files.open')}</a>}
        {isPaper && (
          <>
            <label for={`paper-${file.id}`}>{t('form:files.is')}</label>
            <input type="hidden" name={`waspaper.${file.id}`} value={file.paper ?? ''} />
            <select id={`paper-${file.id}`} name={`paper.${file.id}`}>
              <option value="">{t('form:choose')}</option>
              {listedFor(draft.answers).map((paper) => (
                <option value={paper} selected={paper === file.paper}>
                  {paperName(paper, t)}
                </option>
              ))}
            </select>
          </>
        )}
        <label class="choice">
          <input type="checkbox" name={`drop.${name}`} value={file.id} />
          <span>{t('form:files.drop')}</span>
        </label>
      </span>
    </li>
  )
}

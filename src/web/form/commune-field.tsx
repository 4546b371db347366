/** A commune: from the list, by an old name, by the phone's position, or on a map; the list says all of it without the others. */
import { COMMUNES_BY_NAME } from '../../city/units.ts'
import type { ControlProps } from './look.ts'

export function Commune({ t, name, value, described }: ControlProps) {
  // What was typed and not understood is no code: it comes back into the field for names.
  const code = COMMUNES_BY_NAME.some((one) => one.code === value) ? value : ''
  return (
    <div
      class="commune"
      data-commune={name}
      data-locating={t('form:commune.locating')}
      data-denied={t('form:commune.denied')}
      data-outside={t('common:commune.outside')}
      data-chosen={t('form:commune.chosen', { name: '{{name}}' })}
    >
      <select id={`f-${name}`} name={`f.${name}`} {...described}>
        <option value="">{t('form:choose')}</option>
        {COMMUNES_BY_NAME.map((one) => (
          <option value={one.code} selected={one.code === code}>
            {one.fullName}
          </option>
        ))}
      </select>
      <label for={`typed-${name}`} class="second">
        {t('form:commune.typed')}
      </label>
      <input id={`typed-${name}`} name={`typed.${name}`} type="text" autocomplete="off" value={code === '' ? value : ''} />
      <div class="scripted" hidden>
        <p class="hint" id={`why-${name}`}>
          {t('form:commune.why')}
        </p>
        <button type="button" class="locate" aria-describedby={`why-${name}`}>
          {t('form:commune.locate')}
        </button>
        <details>
          <summary>{t('form:commune.map')}</summary>
          <p class="hint">{t('form:commune.mapHint')}</p>
          <section class="map" tabindex={0} aria-label={t('form:commune.mapName', { count: COMMUNES_BY_NAME.length })} />
        </details>
        <p class="found" role="status" />
      </div>
    </div>
  )
}

/** Ways out of the console as files, on the page of a registration and on the list. */
import { t } from './words.ts'

const FORMS = ['form-01', 'form-02', 'form-03'] as const

/** @param path of the registration's page */
export function PaperLinks({ path }: { path: string }) {
  return (
    <section>
      <h2>{t('papers.title')}</h2>
      <ul class="downloads">
        {FORMS.map((form) => (
          <li>
            <span>{t(`papers.${form}`)}</span>
            {(['docx', 'pdf'] as const).map((format) => (
              <a href={`${path}/papers/${form}.${format}`} aria-label={`${t(`papers.${form}`)}: ${t(`papers.${format}`)}`}>
                {t(`papers.${format}`)}
              </a>
            ))}
          </li>
        ))}
        <li>
          <a href={`${path}/papers/dossier.zip`}>{t('papers.zip')}</a>
        </li>
      </ul>
      <p class="hint">{t('papers.hint')}</p>
    </section>
  )
}

/** @param state of the tab that is open; undefined: what waits */
export function ListLinks({ path, state }: { path: string; state: string | undefined }) {
  const query = state === undefined ? '' : `?state=${state}`
  return (
    <p class="downloads">
      {t('papers.list')} <a href={`${path}/list/xlsx${query}`}>{t('papers.xlsx')}</a>{' '}
      <a href={`${path}/list/csv${query}`}>{t('papers.csv')}</a>
    </p>
  )
}

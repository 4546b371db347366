/** All of a registration in one archive: forms, photos, papers, and an index that names each. */
import type { Deps } from '../../deps.ts'
import { showTime } from '../../lib/time.ts'
import type { Attachment } from '../../models/attachment.ts'
import type { ArchiveFile } from '../../papers/archive.ts'
import { type Contents, type ContentsEntry, contentsHtml, contentsList } from '../../papers/contents.ts'
import type { Dossier } from '../../papers/dossier.ts'
import { xlsxOf } from '../../papers/xlsx.ts'
import { type FormName, formFile, labelOf } from '../paper-files.ts'
import { t } from './words.ts'

const FORMS: readonly FormName[] = ['form-01', 'form-02', 'form-03']
const ENDINGS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
}

/** In a folder named by the reference; one file of ours or of the storage in memory at a time. The index comes last. */
export async function* dossierFiles(
  deps: Deps,
  dossier: Dossier,
  kept: readonly Attachment[],
): AsyncGenerator<ArchiveFile, void> {
  const entries: ContentsEntry[] = []
  const at = (name: string) => `${dossier.reference}/${name}`
  for (const form of FORMS) {
    for (const format of ['docx', 'pdf'] as const) {
      const { name, bytes } = await formFile(dossier, form, format)
      entries.push({ what: t(`papers.${form}`), file: name, note: format.toUpperCase() })
      yield { name: at(name), bytes }
    }
  }
  for (const attachment of kept) {
    if (attachment.state === 'deleted') continue
    const what = labelOf(kept, attachment)
    const stored = attachment.storageKey ? await deps.storage.get(attachment.storageKey) : null
    if (!stored || attachment.state !== 'stored') {
      const state = attachment.state === 'stored' ? 'lost' : attachment.state
      entries.push({ what, file: null, note: t(`attachment.state.${state}`) })
      continue
    }
    const number = String(entries.length + 1).padStart(2, '0')
    const folder = attachment.kind === 'photo' ? 'anh' : 'giay-to'
    const name = `${folder}/${number}.${ENDINGS[attachment.contentType ?? ''] ?? 'bin'}`
    entries.push({ what, file: name, note: t('papers.received', { at: showTime(attachment.createdAt) }) })
    yield { name: at(name), bytes: stored.bytes }
  }
  const contents = contentsOf(dossier, entries)
  yield { name: at('muc-luc.html'), bytes: contentsHtml(contents) }
  yield { name: at('muc-luc.xlsx'), bytes: await xlsxOf(contentsList(contents, t('papers.file'))) }
}

function contentsOf(dossier: Dossier, entries: readonly ContentsEntry[]): Contents {
  return {
    title: t('papers.contents', { reference: dossier.reference }),
    facts: [
      [t('registration.product'), dossier.product ?? ''],
      [t('registration.name'), dossier.unitName ?? ''],
      [t('commune'), dossier.commune ?? ''],
      [t('papers.made_at'), showTime(dossier.madeAt)],
    ],
    columns: [t('papers.number'), t('papers.what'), t('papers.note')],
    entries,
    madeAt: dossier.madeAt,
  }
}

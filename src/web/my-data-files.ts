/** What stands in the archive of a person's own data: for machines, to read, and the photos and papers. */
import type { Deps } from '../deps.ts'
import { utf8 } from '../lib/bytes.ts'
import { mediaLink } from '../models/media-link.ts'
import { MY_DATA_HOURS } from '../models/my-data-link.ts'
import { type OwnRow, ownDataOf } from '../models/own-data.ts'
import type { ArchiveFile } from '../papers/archive.ts'
import { myDataPage } from './my-data-page.ts'
import { myTalk } from './my-data-talk.ts'

/** The edge has little memory and time: files beyond this are linked instead of packed. */
const MOST_PACKED_BYTES = 48 * 1024 * 1024
const ENDINGS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
  'audio/ogg': 'ogg',
  'audio/aac': 'aac',
}

/** null: there is no such person. Everything is read at once; the bytes of a file only when it is packed. */
export async function myDataFiles(deps: Deps, personId: string): Promise<AsyncGenerator<ArchiveFile, void> | null> {
  const { db, vault, now } = deps
  const data = await ownDataOf(db, vault, personId)
  if (data.accounts.length === 0) return null
  const { drafts, messages } = await myTalk(deps, personId)
  const files = placed(data.files)
  const all = { ...data, files: await Promise.all(files.map((file) => listed(deps, file))), drafts, messages }
  const head = { format: 'ocop-hue-my-data', version: 1, made_at: now() }
  return packed(deps, files, [
    { name: 'du-lieu.json', bytes: utf8(`${JSON.stringify({ ...head, ...all }, null, 2)}\n`) },
    { name: 'du-lieu.html', bytes: utf8(myDataPage(all, String(data.accounts[0]?.language), now())) },
  ])
}

interface File {
  readonly row: OwnRow
  readonly key: string
  /** its name in the archive; null: it is not in it */
  readonly file: string | null
}

/** Which of the stored files go in, oldest first, and under which name: ours, never typed (P-21). */
function placed(rows: readonly OwnRow[]): readonly File[] {
  let bytes = 0
  return rows.map(({ storage_key: key, ...row }, at) => {
    if (row.state !== 'stored') return { row, key: '', file: null }
    bytes += Number(row.bytes ?? 0)
    const folder = row.kind === 'photo' ? 'anh' : 'giay-to'
    const file = `${folder}/${String(at + 1).padStart(3, '0')}.${ENDINGS[String(row.content_type)] ?? 'bin'}`
    return { row, key: String(key), file: bytes > MOST_PACKED_BYTES ? null : file }
  })
}

/** As it stands in the lists: with its place in the archive, or with a link where there was no room for it. */
async function listed(deps: Deps, { row, file }: File): Promise<OwnRow> {
  if (row.state !== 'stored' || file !== null) return { ...row, file }
  const until = new Date(deps.now().getTime() + MY_DATA_HOURS * 3_600_000)
  return { ...row, file, link: await mediaLink(deps.vault, deps.config.publicUrl, String(row.id), until) }
}

/** One file in memory at a time. One that the storage has lost is left out: the list says that it should be there. */
async function* packed(deps: Deps, files: readonly File[], first: readonly ArchiveFile[]): AsyncGenerator<ArchiveFile, void> {
  yield* first
  for (const { file, key } of files) {
    const stored = file === null ? null : await deps.storage.get(key)
    if (file !== null && stored) yield { name: file, bytes: stored.bytes }
  }
}

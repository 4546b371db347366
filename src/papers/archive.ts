/**
 * A ZIP that is made while it is read: one file at a time lies in memory, however large the whole is. Nothing is packed
 * tighter: photos, PDF and DOCX are packed already.
 */
import { Zip, ZipPassThrough } from 'fflate'

export const ZIP_TYPE = 'application/zip'

export interface ArchiveFile {
  /** ours: no word of it was typed by anybody (P-21) */
  readonly name: string
  readonly bytes: Uint8Array
}

export function archiveOf(files: AsyncIterator<ArchiveFile>, madeAt: Date): ReadableStream<Uint8Array> {
  const ready: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw new Error('An archive could not be written.', { cause: error })
    ready.push(chunk)
  })
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await files.next()
      if (next.done) zip.end()
      else {
        const entry = new ZipPassThrough(next.value.name)
        entry.mtime = madeAt
        zip.add(entry)
        entry.push(next.value.bytes, true)
      }
      for (const chunk of ready.splice(0)) controller.enqueue(chunk)
      if (next.done) controller.close()
    },
    /** The reader went away: nothing more is fetched. */
    async cancel() {
      await files.return?.()
    },
  })
}

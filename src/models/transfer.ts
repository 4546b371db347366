import type { Tx } from '../db/schema.ts'

interface NewTransfer {
  readonly reportId: string
  readonly destination: string
  readonly fields: readonly string[]
  /** sent, or unknown: it may have arrived */
  readonly outcome: 'sent' | 'unknown'
}

/** Notes which fields of a report left the house, to whom and when (L-08); rows are never changed. */
export async function record(tx: Tx, transfer: NewTransfer): Promise<void> {
  await tx
    .insertInto('transfer')
    .values({
      report_id: transfer.reportId,
      destination: transfer.destination,
      fields: transfer.fields.join(','),
      outcome: transfer.outcome,
    })
    .execute()
}

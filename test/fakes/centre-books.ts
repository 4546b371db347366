/** What the fake centre has written down: reports, what happened to them, what it was told later. */

/** A report as it was accepted. */
export interface Kept {
  readonly id: string
  readonly token: string
  /** `attribute[client_ref]` as it came; '' where there was none */
  readonly clientRef: string
  /** The whole form, without the key. */
  readonly form: URLSearchParams
  readonly requestedAt: Date
  updatedAt: Date
  /** any status of mySociety's list; v2 shows only whether it is one of the closed ones */
  status: string
  notes: string
  /** Officials there show it to everyone. */
  isPublic: boolean
}

/** Something that happened to a report there. */
export interface News {
  readonly updateId: string
  readonly reportId: string
  readonly status: string
  readonly words: string
  readonly at: Date
  readonly externalStatusCode: string
}

/** An update that the sender posted. */
interface Addition {
  readonly updateId: string
  readonly reportId: string
  readonly form: URLSearchParams
}

export interface Move {
  /** what the citizen is told */
  readonly reason?: string
  readonly at?: Date
  readonly externalStatusCode?: string
  readonly updateId?: string
}

const CLOSED = ['closed', 'fixed', 'duplicate', 'not_councils_responsibility', 'no_further_action', 'cancelled']
/** Above 2^53: a reader who takes it for a number loses the last digit. */
const FIRST_ID = 9_007_199_254_740_993n

export const isClosed = (status: string) => CLOSED.includes(status)

export function createBooks(now: () => Date) {
  const reports: Kept[] = []
  const news: News[] = []
  const additions: Addition[] = []
  const find = (idOrReference: string) => reports.find(({ id, clientRef }) => id === idOrReference || clientRef === idOrReference)
  return {
    reports,
    news,
    additions,
    find,
    keep(form: URLSearchParams): Kept {
      const id = String(FIRST_ID + BigInt(reports.length))
      const at = now()
      const clientRef = form.get('attribute[client_ref]') ?? ''
      const times = { requestedAt: at, updatedAt: at }
      const report = {
        id,
        token: `t-${reports.length + 1}`,
        clientRef,
        form,
        ...times,
        status: 'open',
        notes: '',
        isPublic: true,
      }
      reports.push(report)
      return report
    },
    /** Officials there move a report on; it shows in its state and among the updates. */
    move(idOrReference: string, status: string, { reason = '', at = now(), externalStatusCode = '', updateId }: Move = {}): void {
      const report = find(idOrReference)
      if (!report) throw new Error('The centre has no such report.')
      Object.assign(report, { status, notes: reason, updatedAt: at })
      const id = updateId ?? String(news.length + 1)
      news.push({ updateId: id, reportId: report.id, status, words: reason, at, externalStatusCode })
    },
  }
}

export type Books = ReturnType<typeof createBooks>

/** The app with a smart-city centre behind it: reports go in, the centre's books show what arrived, time passes when told. */
import { sql } from 'kysely'
import { deliverReports } from '../../src/jobs/deliver-reports.ts'
import type { Budget, Job } from '../../src/jobs/drain.ts'
import { pollStatuses } from '../../src/jobs/poll-statuses.ts'
import { sendLatePhotos } from '../../src/jobs/send-late-photos.ts'
import { sendMessages } from '../../src/jobs/send-messages.ts'
import type { Language } from '../../src/message.ts'
import * as attachments from '../../src/models/attachment.ts'
import * as deliveries from '../../src/models/delivery.ts'
import * as people from '../../src/models/person.ts'
import * as reports from '../../src/models/report.ts'
import { type CentreOptions, startCentre } from '../fakes/centre.ts'
import type { Overrides } from './deps.ts'
import { startPlatforms } from './platforms.ts'

export const budget = (): Budget => ({ endsAt: Date.now() + 20_000, signal: new AbortController().signal })

export interface Filing {
  readonly description?: string
  readonly category?: string | null
  readonly place?: string | null
  /** of the sender at Telegram */
  readonly chatId?: number
  readonly language?: Language
  /** photos that are in our storage already */
  readonly photos?: readonly string[]
}

export interface Filed {
  readonly id: string
  readonly reference: string
  readonly code: string
  readonly personId: string
}

export type Forwarding = Awaited<ReturnType<typeof startForwarding>>

export async function startForwarding({
  centre: options = {},
  env = {},
  ...overrides
}: Overrides & { centre?: CentreOptions } = {}) {
  const centre = await startCentre(options)
  const app = await startPlatforms({
    ...overrides,
    env: {
      OPEN311_URL: centre.url,
      OPEN311_API_KEY: centre.apiKey,
      OPEN311_JURISDICTION: centre.jurisdiction,
      REPORTING_CHANNEL: 'open311',
      ...env,
    },
  })
  const { deps } = app
  const { db, vault } = deps
  const run = (job: Job) => job.run(deps, budget())
  return {
    ...app,
    centre,
    run,
    deliver: () => run(deliverReports),
    poll: () => run(pollStatuses),
    sendPhotos: () => run(sendLatePhotos),
    sendMessages: () => run(sendMessages),
    /** A report with its journey, as the talk files it. */
    async file(filing: Filing = {}): Promise<Filed> {
      const { chatId = 41, language = 'vi', place = '12 Hùng Vương', category = 'duong-hu-hong' } = filing
      app.telegram.person(chatId)
      return db.transaction().execute(async (tx) => {
        const arrival = { channel: 'telegram', address: String(chatId), name: undefined, language } as const
        const person = await people.welcome(tx, vault, arrival)
        const attachmentIds: string[] = []
        for (const key of filing.photos ?? []) attachmentIds.push(await attachments.add(tx, vault, person.id, photoAt(key)))
        const { description = 'Ổ gà lớn giữa đường, xe máy dễ ngã.' } = filing
        const report = { personId: person.id, description, place, position: null, communeCode: null, category, attachmentIds }
        const filed = await reports.create(tx, vault, report, deps.now())
        await deliveries.create(tx, filed.id, 'open311')
        return { id: filed.id, reference: filed.reference, code: filed.code, personId: person.id }
      })
    },
    journeyOf: (reportId: string) =>
      db.selectFrom('delivery').selectAll().where('report_id', '=', reportId).executeTakeFirstOrThrow(),
    stateOf: async (reportId: string) => (await reports.find(db, vault, reportId))?.state,
    /** How often the centre was called by one of its methods. */
    called: (method: string) => centre.calls.filter((call) => call.method === method).length,
    /** As if so much time had passed: each time that we keep moves into the past. */
    async wait(seconds: number): Promise<void> {
      const back = (column: string) => sql`${sql.ref(column)} - make_interval(secs => ${seconds})`
      for (const [table, columns] of Object.entries(CLOCKS))
        await sql`update ${sql.table(table)} set ${sql.join(columns.map((column) => sql`${sql.ref(column)} = ${back(column)}`))}`.execute(
          db,
        )
    },
    async close() {
      await centre.close()
      await app.close()
    },
  }
}

const CLOCKS = {
  delivery: ['due_at', 'leased_until', 'created_at', 'settled_at', 'first_try_at', 'ladder_at'],
  attachment: ['due_at', 'leased_until'],
  poll: ['due_at'],
  channel_state: ['paused_until'],
} as const

function photoAt(key: string) {
  return { from: 'storage', kind: 'photo', key, contentType: 'image/jpeg', bytes: 3 } as const
}

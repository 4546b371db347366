/** What leaves the console as files: the forms of a registration, all of it as an archive, the list. Each is logged (P-29). */
import { type Context, Hono } from 'hono'
import { communeByCode } from '../../city/units.ts'
import type { RegistrationState } from '../../db/schema.ts'
import * as attachments from '../../models/attachment.ts'
import * as registrations from '../../models/registration.ts'
import { SEEN_STATES, waitingFor } from '../../models/registration-state.ts'
import { archiveOf, ZIP_TYPE } from '../../papers/archive.ts'
import { CSV_TYPE, csvOf } from '../../papers/csv.ts'
import type { List } from '../../papers/list.ts'
import { XLSX_TYPE, xlsxOf } from '../../papers/xlsx.ts'
import { download, formFile, formNamed, loadDossier } from '../paper-files.ts'
import type { ConsoleEnv } from './console-env.ts'
import { dossierFiles } from './dossier-archive.ts'
import { findRegistration } from './matters.ts'
import { refusal } from './refusal.tsx'
import { setNameOf } from './registrations.tsx'
import { t } from './words.ts'

/** Each row is unsealed: more at once would hold the server. */
const MOST_ROWS = 5000
const PAGE_SIZE = 500
const ARCHIVE = 'dossier.zip'

export const paperRoutes = new Hono<ConsoleEnv>()

paperRoutes.get('/list/:format', async (c) => {
  const { format } = c.req.param()
  if (format !== 'xlsx' && format !== 'csv') return refusal(c, 404)
  const list = await listOf(c, statesOf(c, c.req.query('state')))
  noteExport(c, { what: 'registrations', format, rows: list.rows.length })
  const name = `dang-ky-ocop-${list.madeAt.toISOString().slice(0, 10)}.${format}`
  const file = format === 'csv' ? { type: CSV_TYPE, bytes: csvOf(list) } : { type: XLSX_TYPE, bytes: await xlsxOf(list) }
  return download(c, { name, ...file })
})

paperRoutes.get('/:id/papers/:name', async (c) => {
  const { db, now } = c.env
  const one = await findRegistration(c, c.req.param('id'))
  const name = c.req.param('name')
  const wanted = formNamed(name)
  if (!one || (!wanted && name !== ARCHIVE)) return refusal(c, 404)
  const kept = await attachments.listOf(db, { registrationId: one.id })
  const dossier = await loadDossier(c.env, one, kept)
  noteExport(c, { what: name, registration: one.id })
  if (wanted) {
    const file = await formFile(dossier, wanted.form, wanted.format)
    return download(c, { ...file, name: `${one.reference}-${file.name}` })
  }
  return c.body(archiveOf(dossierFiles(c.env, dossier, kept), now()), 200, {
    'Content-Type': ZIP_TYPE,
    'Content-Disposition': `attachment; filename="${one.reference}.zip"`,
    'Cache-Control': 'no-store',
  })
})

/** Who took what and when; nothing of what stands in it. */
function noteExport(c: Context<ConsoleEnv>, fields: Readonly<Record<string, string | number>>): void {
  c.env.log.info('exported', { ...fields, official: c.get('official').id })
}

/** As the list's tabs: one state, else what waits. */
function statesOf(c: Context<ConsoleEnv>, state: string | undefined): readonly RegistrationState[] {
  const one = SEEN_STATES.find((known) => known === state)
  return one ? [one] : waitingFor(c.get('official').role)
}

async function listOf(c: Context<ConsoleEnv>, states: readonly RegistrationState[]): Promise<List> {
  const rows: registrations.Registration[] = []
  for (const state of states) rows.push(...(await allIn(c, state, MOST_ROWS - rows.length)))
  const shown = rows.toSorted((a, b) => Number(a.id) - Number(b.id))
  const column = (key: string, width: number) => ({ title: t(key), width })
  return {
    name: t('registration.list'),
    columns: [
      column('reference', 18),
      column('state.label', 18),
      column('registration.product', 32),
      column('papers.group', 40),
      column('registration.name', 28),
      column('registration.phone', 16),
      column('commune', 24),
      column('sent_at', 18),
      column('papers.changed_at', 18),
    ],
    rows: shown.map((one) => [
      one.reference,
      t(`registration.state.${one.state}`),
      one.product,
      setNameOf(one),
      one.name,
      one.phone,
      communeByCode(one.communeCode)?.fullName ?? one.communeCode,
      one.createdAt,
      one.updatedAt,
    ]),
    madeAt: c.env.now(),
  }
}

async function allIn(c: Context<ConsoleEnv>, state: RegistrationState, most: number): Promise<registrations.Registration[]> {
  const { db, vault } = c.env
  const found: registrations.Registration[] = []
  while (found.length < most) {
    const before = found.at(-1)?.id
    const limit = Math.min(PAGE_SIZE, most - found.length)
    const page = await registrations.list(db, vault, c.get('scope'), { state, limit, ...(before !== undefined && { before }) })
    found.push(...page)
    if (page.length < limit) break
  }
  return found
}

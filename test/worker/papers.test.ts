/** Papers at the edge: without files and with streams, the same as elsewhere. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type Database } from '../../src/db/connect.ts'
import { criteriaOf, setById } from '../../src/knowledge/criteria.ts'
import { createVault, type Vault } from '../../src/lib/seal.ts'
import * as assessments from '../../src/models/assessment.ts'
import * as officials from '../../src/models/official.ts'
import { type PaperName, paperLink } from '../../src/models/paper-link.ts'
import * as people from '../../src/models/person.ts'
import * as registrations from '../../src/models/registration.ts'
import * as signIns from '../../src/models/sign-in.ts'
import { TEST_KEY } from '../support/deps.ts'
import { readPdf, readPng, readXlsx, unzipped } from '../support/office.ts'
import { startWorker, type WorkerUnderTest } from './harness.ts'

const SET = 'tuong-nuoc-mam-gia-vi-long'
const PRODUCT = 'Mắm nêm Bà Hoa'
/** A sheet of so many rows weighs 200 KB and more. */
const MANY = 700

let worker: WorkerUnderTest
let db: Database
let vault: Vault
let personId: string
let filed: Parameters<typeof registrations.create>[2]
let registration: { id: string; reference: string }
let assessment: string
beforeAll(async () => {
  worker = await startWorker({})
  db = connect(worker.databaseUrl, { max: 1, onError: () => {} })
  vault = await createVault(TEST_KEY)
  await db.transaction().execute(async (tx) => {
    personId = (await people.welcome(tx, vault, { channel: 'web', address: 'hoa', name: 'Hoa', language: 'vi' })).id
    filed = {
      personId,
      name: 'Trần Văn Bé',
      phone: '0905123456',
      communeCode: '19789',
      product: PRODUCT,
      productGroup: 'thuc-pham',
      criteriaSet: 'tuong-nuoc-mam-gia-vi-long',
      fields: {
        kind: 'household',
        licence: 'yes',
        stage: 'first',
        unit: 'Hộ kinh doanh Bé',
        material: 'here',
        scale: '500 hũ/tháng',
      },
      papers: [],
      attachmentIds: [],
    }
    registration = await registrations.create(tx, vault, filed, new Date())
    const set = setById(SET)
    const marks = Object.fromEntries((set ? criteriaOf(set) : []).map(({ id, options }) => [id, options.length - 1]))
    assessment = await assessments.create(tx, vault, {
      personId,
      criteriaSet: SET,
      product: PRODUCT,
      marks,
      total: 100,
      stars: 5,
    })
  })
}, 60_000)
afterAll(async () => {
  await db?.destroy()
  await worker?.close()
})

async function had(name: PaperName, id: string): Promise<Uint8Array> {
  const link = await paperLink(vault, worker.url, { name, id, days: 1, now: new Date() })
  const answer = await fetch(link)
  expect(answer.status, name).toBe(200)
  return new Uint8Array(await answer.arrayBuffer())
}

test('forms, the self-assessment and its picture are made at the edge', async () => {
  expect(readPdf(await had('form-02.pdf', registration.id)).text).toContain('Tự đánh giá: 100/100 điểm')
  expect([...unzipped(await had('form-01.docx', registration.id)).keys()]).toContain('word/document.xml')
  expect(readPdf(await had('assessment.pdf', assessment)).text).toContain('Ước đạt 5 sao')
  expect(readPng(await had('assessment.png', assessment)).width).toBe(720)
})

async function fromConsole(path: string): Promise<Response> {
  const { id } = await officials.create(db, `lan-${path.length}@hue.example`, { role: 'admin', communeCode: null })
  const { token } = await signIns.openSession(db, id)
  return fetch(`${worker.url}/console/registrations/${path}`, { headers: { cookie: `console=${token}` } })
}

test('a dossier streams out of the console at the edge', async () => {
  const answer = await fromConsole(`${registration.id}/papers/dossier.zip`)
  const names = [...unzipped(new Uint8Array(await answer.arrayBuffer())).keys()]
  expect(names).toContain(`${registration.reference}/mau-03-bao-cao-cua-xa-phuong.pdf`)
  expect(names.at(-1)).toBe(`${registration.reference}/muc-luc.xlsx`)
})

// Past a size, some ways to pack a file ask for threads, which the edge has not.
test('a list of hundreds of registrations is made at the edge', async () => {
  await db.transaction().execute(async (tx) => {
    for (let count = 0; count < MANY; count++) await registrations.create(tx, vault, filed, new Date())
  })
  const cells = readXlsx(new Uint8Array(await (await fromConsole('list/xlsx')).arrayBuffer()))
  expect([...cells.values()].filter(({ value }) => value === PRODUCT)).toHaveLength(MANY + 1)
  const csv = await (await fromConsole('list/csv')).text()
  expect(csv.split('\r\n')).toHaveLength(MANY + 3)
}, 60_000)

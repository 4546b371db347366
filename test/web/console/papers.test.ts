import { afterEach, beforeEach, expect, test } from 'vitest'
import { criteriaOf, setById } from '../../../src/knowledge/criteria.ts'
import * as assessments from '../../../src/models/assessment.ts'
import * as attachments from '../../../src/models/attachment.ts'
import * as registrations from '../../../src/models/registration.ts'
import { jpeg } from '../../fakes/photo.ts'
import { readPdf, readXlsx, unzipped, xmlText } from '../../support/office.ts'
import { type Desk, newPerson, openDesk } from './desk.ts'

const SET = 'tuong-nuoc-mam-gia-vi-long'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

/** A registration with a stored photo, one that never came, and one that an official deleted. */
async function registered(
  product = 'Mắm nêm Bà Hoa',
  name = 'Trần Văn Bé',
): Promise<{ id: string; reference: string; personId: string }> {
  const { deps } = desk
  const personId = await newPerson(deps, `hoa-${product}`)
  const photo = jpeg()
  await deps.storage.put('photos/a', photo, 'image/jpeg')
  return deps.db.transaction().execute(async (tx) => {
    const stored = { from: 'storage', kind: 'photo', key: 'photos/a', contentType: 'image/jpeg', bytes: photo.length } as const
    const ids = [
      await attachments.add(tx, deps.vault, personId, stored),
      await attachments.add(tx, deps.vault, personId, { from: 'platform', kind: 'file', ref: 'x' }),
      await attachments.add(tx, deps.vault, personId, { ...stored, key: 'photos/b' }),
    ]
    const filed = {
      personId,
      name,
      phone: '0905123456',
      communeCode: '19789',
      product,
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
      attachmentIds: ids,
    }
    const made = await registrations.create(tx, deps.vault, filed, deps.now())
    await attachments.remove(tx, ids[2] ?? '')
    return { ...made, personId }
  })
}

async function assess(personId: string, product: string): Promise<void> {
  const { deps } = desk
  const set = setById(SET)
  const marks = Object.fromEntries((set ? criteriaOf(set) : []).map(({ id, options }) => [id, options.length - 1]))
  await deps.db
    .transaction()
    .execute((tx) => assessments.create(tx, deps.vault, { personId, criteriaSet: SET, product, marks, total: 100, stars: 5 }))
}

const bytesOf = async (answer: Response) => new Uint8Array(await answer.arrayBuffer())
const wordsIn = (xlsx: Uint8Array) => [...readXlsx(xlsx).values()].map(({ value }) => value)
const flat = (text: string) => text.replace(/\s+/g, ' ')

test('an official takes the three forms of a registration along, as DOCX and as PDF', async () => {
  const { id, reference } = await registered()
  const page = await (await desk.get(`/console/registrations/${id}`)).text()
  for (const form of ['form-01', 'form-02', 'form-03']) {
    for (const format of ['docx', 'pdf']) {
      const path = `/console/registrations/${id}/papers/${form}.${format}`
      expect(page).toContain(`href="${path}"`)
      const answer = await desk.get(path)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('content-disposition')).toMatch(
        new RegExp(`^attachment; filename="${reference}-mau-0\\d-[a-z-]+\\.${format}"$`),
      )
      const bytes = await bytesOf(answer)
      const words =
        format === 'pdf'
          ? readPdf(bytes).text
          : xmlText(unzipped(bytes).get('word/document.xml')?.toString('utf8') ?? '', ['w:p'])
      expect(flat(words)).toContain('Mắm nêm Bà Hoa')
      expect(flat(words)).toContain('Trần Văn Bé')
    }
  }
})

test("the producer's own scores of this product stand in Mẫu 02, and what they say in Mẫu 03; those of another product do not", async () => {
  const { id, personId } = await registered('Mắm nêm Bà Hoa')
  await assess(personId, 'mam nem ba hoa')
  await assess(personId, 'Chả cá')
  const words = async (form: string) =>
    flat(readPdf(await bytesOf(await desk.get(`/console/registrations/${id}/papers/${form}.pdf`))).text)
  expect(await words('form-02')).toContain('Tự đánh giá: 100/100 điểm, ước đạt 5 sao.')
  expect(await words('form-03')).toContain('Mô tả của chủ thể: Trong xã, phường; Nguyên liệu trong tỉnh từ 75% đến 100%')

  const other = await registered('Nước mắm cá cơm')
  await assess(other.personId, 'Mắm nêm Bà Hoa')
  const empty = flat(readPdf(await bytesOf(await desk.get(`/console/registrations/${other.id}/papers/form-02.pdf`))).text)
  expect(empty).not.toContain('Tự đánh giá:')
})

test('a dossier is one archive with forms, photos and an index that names each, also what is missing', async () => {
  const { id, reference } = await registered('<b>Mắm</b> & =1+1')
  const answer = await desk.get(`/console/registrations/${id}/papers/dossier.zip`)
  expect(answer.headers.get('content-type')).toBe('application/zip')
  const files = unzipped(await bytesOf(answer))
  const names = [...files.keys()]
  expect(names.filter((name) => !name.startsWith(`${reference}/`))).toEqual([])
  expect(names.every((name) => /^[A-Za-z0-9./-]+$/.test(name))).toBe(true)
  expect(names).toContain(`${reference}/mau-02-bao-cao-tu-danh-gia.docx`)
  expect(names.filter((name) => name.includes('/anh/'))).toHaveLength(1)
  expect(Buffer.from(files.get(`${reference}/anh/07.jpg`) ?? []).equals(Buffer.from(jpeg()))).toBe(true)
  const index = files.get(`${reference}/muc-luc.html`)?.toString('utf8') ?? ''
  const linked = [...index.matchAll(/href="([^"]+)"/g)].map(([, href]) => `${reference}/${href}`)
  expect(linked.toSorted()).toEqual(names.filter((name) => !name.includes('muc-luc')).toSorted())
  expect(index).toContain('&lt;b&gt;Mắm&lt;/b&gt; &amp; =1+1')
  expect(index).toContain('đang tải về')
  expect(wordsIn(files.get(`${reference}/muc-luc.xlsx`) ?? Buffer.alloc(0))).toContain('anh/07.jpg')
})

test('P-21: the list of the open tab goes out as XLSX and CSV, and no name in it is a formula', async () => {
  const one = await registered('=HYPERLINK("http://x.example")', '@Bé')
  const two = await registered('Trà rau má')
  const accepted = await registered('Nón lá')
  await desk.deps.db.transaction().execute((tx) =>
    registrations.move(tx, desk.deps.vault, {
      id: accepted.id,
      to: 'accepted',
      words: null,
      by: 'commune',
      officialId: desk.officialId,
    }),
  )
  expect(await (await desk.get('/console/registrations')).text()).toContain('href="/console/registrations/list/xlsx"')
  const csv = await (await desk.get('/console/registrations/list/csv')).text()
  expect(csv).toContain(`"${one.reference}","Mới gửi","'=HYPERLINK(""http://x.example"")"`)
  expect(csv).toContain(`"'@Bé"`)
  expect(csv).toContain(two.reference)
  expect(csv).not.toContain(accepted.reference)
  const words = wordsIn(await bytesOf(await desk.get('/console/registrations/list/xlsx?state=accepted')))
  expect(words).toContain('Nón lá')
  expect(words).not.toContain('Trà rau má')
  expect((await desk.get('/console/registrations/list/pdf')).status).toBe(404)
})

test('P-29: each export is logged with who and what, and with nothing that stands in it', async () => {
  const { id } = await registered()
  await desk.get(`/console/registrations/${id}/papers/form-01.pdf`)
  await desk.get(`/console/registrations/${id}/papers/dossier.zip`)
  await desk.get('/console/registrations/list/csv')
  const lines = desk.logs.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ event }) => event === 'exported')
  expect(lines).toMatchObject([
    { what: 'form-01.pdf', registration: id, official: desk.officialId },
    { what: 'dossier.zip', registration: id, official: desk.officialId },
    { what: 'registrations', format: 'csv', rows: 1, official: desk.officialId },
  ])
  expect(desk.logs.join('\n')).not.toMatch(/Mắm|Trần Văn Bé|0905/)
})

test('papers of what is not there are refused like any page', async () => {
  const { id } = await registered()
  for (const path of ['999/papers/form-01.pdf', `${id}/papers/form-04.pdf`, `${id}/papers/form-01.exe`, 'x/papers/dossier.zip'])
    expect((await desk.get(`/console/registrations/${path}`)).status, path).toBe(404)
})

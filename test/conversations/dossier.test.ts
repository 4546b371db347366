import { describe, expect, test } from 'vitest'
import { type Dossier, endingOf, fieldsKept, missingOf, missingText } from '../../src/conversations/dossier.ts'
import { PAPERS, paperIn, papersFor } from '../../src/conversations/papers.ts'
import { SETS, setById } from '../../src/knowledge/criteria.ts'
import { translator } from '../../src/texts.ts'

const NOW = new Date('2026-11-24T02:00:00Z')
const FULL: Dossier = {
  fields: {
    ...{ taxCode: '0100112437', material: 'here', scale: '1 tấn', labour: '5', story: 'Nghề', founded: '2020-01-01' },
    certificates: [{ name: 'HACCP', until: '2026-12-31' }],
  },
  criteriaSet: 'tuong-nuoc-mam-gia-vi-long',
  papers: ['business', 'safety', 'material', 'trademark', 'sales', 'quality', 'test'],
  photoCount: 2,
}

describe('what a dossier lacks', () => {
  test('a full one lacks nothing; what ends within half a year is told', () => {
    expect(missingOf(FULL)).toEqual([])
    expect(endingOf(FULL, NOW)).toEqual([{ name: 'HACCP', until: '2026-12-31' }])
    expect(missingText(FULL, NOW, translator('vi'))).toBe('Chứng nhận sắp hết hạn: HACCP (đến 31/12/2026).')
  })

  test('each paper and field that is not there is named once, papers first', () => {
    const bare: Dossier = { ...FULL, fields: {}, papers: ['test', null], photoCount: 0 }
    expect(missingOf(bare).map(({ id }) => id)).toEqual([
      ...['business', 'safety', 'material', 'trademark', 'sales', 'quality'],
      ...['taxCode', 'material', 'scale', 'labour', 'story', 'founded', 'photos'],
    ])
    expect(missingText(bare, NOW, translator('vi'))).toContain('chưa rõ là giấy gì: 1')
  })

  test('"chưa có" of certificates is an answer, "để sau" is not', () => {
    const without = (gap: string) =>
      missingOf({ ...FULL, fields: { ...FULL.fields, certificates: null, '.gaps': { certificates: gap } } })
    expect(without('none')).toEqual([])
    expect(without('later')).toEqual([{ type: 'field', id: 'certificates' }])
  })

  test('every set needs the registration of the business and a trademark paper for three stars', () => {
    for (const set of SETS) expect(papersFor(set), set.id).toEqual(expect.arrayContaining(['business', 'trademark']))
    expect(papersFor(setById('du-lich-cong-dong'))).not.toContain('quality')
  })

  test('each paper has a name and says what it is, in both languages', () => {
    for (const language of ['vi', 'en'] as const)
      for (const paper of PAPERS)
        for (const key of ['name', 'what']) expect(translator(language)(`registration:paper.${paper}.${key}`)).not.toBe('')
  })
})

test('what has a column of its own, is about the talk, or is a photo is not kept twice', () => {
  const answers = {
    name: 'Hoa',
    phone: '1',
    kind: 'farm',
    more: 'later',
    photos: ['x'],
    '.knownAssessed': { stars: '3' },
    '.gaps': { email: 'none' },
  }
  expect(fieldsKept(answers)).toEqual({ kind: 'farm', '.gaps': { email: 'none' }, '.assessed': { stars: '3' } })
})

test.each([
  ['giấy đăng ký kinh doanh', 'business'],
  ['dkkd_ba_hoa.jpg', 'business'],
  ['GPKD', 'business'],
  ['Phieu kiem nghiem 2026.pdf', 'test'],
  ['giấy an toàn thực phẩm', 'safety'],
  ['vsattp', 'safety'],
  ['bản tự công bố', 'quality'],
  ['nhãn hiệu Bà Hoa', 'trademark'],
  ['hợp đồng bán hàng', 'sales'],
  ['hóa đơn', 'sales'],
  ['VietGAP', 'system'],
  ['mã vạch', 'barcode'],
  ['bằng khen', 'award'],
  ['ảnh hũ mắm', null],
  ['', null],
])('"%s" is the paper %s', (words, paper) => {
  expect(paperIn(words)).toBe(paper)
})

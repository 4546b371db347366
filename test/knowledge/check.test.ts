import { describe, expect, test } from 'vitest'
import type { Article } from '../../src/knowledge/article.ts'
import { articles } from '../../src/knowledge/articles/index.ts'
import { checkArticles, numbersOf } from '../../src/knowledge/check.ts'

const good = articles.slice(0, 5)

/** The first article with a change, among others that are in order. */
function faultsOf(change: Partial<Article>): string {
  return checkArticles([...good.slice(1), { ...first(), ...change }]).join('\n')
}

function first(): Article {
  const [article] = good
  if (!article) throw new Error('There are no articles.')
  return article
}

test('articles in order have no fault', () => {
  expect(checkArticles(good)).toEqual([])
})

test.each([
  ['an id with blanks', { id: 'hai chu' }, 'other than lower-case letters'],
  ['a question too long for a button', { question: 'a'.repeat(61) }, 'the question has 61 letters'],
  ['too few aliases', { aliases: ['một'] }, '1 aliases'],
  ['a text too long for a chat', { text: ['a'.repeat(801)] }, 'the text has 801 letters'],
  ['an empty paragraph', { text: ['một', ' '] }, 'empty'],
  ['letters that are not composed', { text: ['gia\u0302y'] }, 'NFC'],
  ['a fact twice', { covers: ['a', 'a'] }, 'covered twice'],
  ['five facts', { covers: ['a', 'b', 'c', 'd', 'e'] }, 'at most 4'],
  ['no document', { source: { ...first().source, document: '' } }, 'no document'],
  ['an address that is none', { source: { ...first().source, url: 'chinhphu' } }, 'address'],
  ['a day that is none', { checkedOn: '2026-02-30' }, '"2026-02-30" is no day'],
  ['an end before the beginning', { validFrom: '2026-05-22', validTo: '2026-05-21' }, 'ends before it begins'],
] as const)('%s is a fault', (_, change, fault) => {
  expect(faultsOf(change)).toContain(fault)
})

test('an id, or a way of asking, that another article has', () => {
  const other = good[1]
  expect(faultsOf({ id: other?.id ?? '' })).toContain(`id ${other?.id} is also that of`)
  expect(faultsOf({ aliases: [...first().aliases, other?.question ?? ''] })).toContain('is also that of')
})

test('an alias that leads elsewhere', () => {
  const away = `${good[1]?.aliases[0]} nhỉ`
  expect(faultsOf({ aliases: [...first().aliases, away] })).toMatch(/finds .+ first/)
})

test('a covered fact that is unknown, or not given whole', () => {
  const [fact = ''] = first().covers
  const others = good.flatMap(({ covers }) => covers).map((id) => ({ id, numbers: [] }))
  expect(
    checkArticles(
      good,
      others.filter(({ id }) => id !== fact),
    ).join(),
  ).toContain(`there is no fact ${fact}`)
  const asked = others.map((other) => (other.id === fact ? { id: fact, numbers: ['987'] } : other))
  expect(checkArticles(good, asked).join()).toContain('987 is missing')
})

test('numbers of a text have one form', () => {
  expect(numbersOf('Đến 05/7/2026 có 14.642 sản phẩm, 38,1% là 05 hộ.')).toEqual(['5', '7', '2026', '14642', '38,1'])
})

describe('two articles that are asked the same but give other amounts', () => {
  const official: Article = {
    ...first(),
    id: 'bai-cua-can-bo',
    question: 'Giấy sao của xã nhà dùng được mấy tháng vậy?',
    aliases: [
      'giấy sao xã nhà dùng mấy tháng',
      'xã nhà cấp giấy sao dùng mấy tháng',
      'mấy tháng thì giấy sao xã nhà hết',
      'giấy sao xã nhà được mấy tháng',
      'giấy sao ở xã nhà dùng tới mấy tháng',
      'giấy sao xã nhà mấy tháng phải đổi',
    ],
    text: ['Giấy dùng được 24 tháng.'],
    covers: [],
    validFrom: '2026-01-01',
    validTo: null,
  }
  const other = (change: Partial<Article>): Article => ({
    ...official,
    id: 'bai-khac',
    question: 'Giấy sao xã nhà mình dùng mấy tháng?',
    aliases: official.aliases.map((alias) => `${alias} nhỉ`),
    text: ['Giấy dùng được 36 tháng.'],
    ...change,
  })
  const contradictionsOf = (change: Partial<Article>) =>
    checkArticles([...good, official, other(change)]).filter((fault) => fault.includes('is told'))

  test('are a fault, though they cover no common fact; once for the pair', () => {
    expect(contradictionsOf({})).toEqual([expect.stringMatching(/is told \d\d tháng, by bai-.+ \d\d tháng\.$/)])
  })

  test.each([
    ['the same amount', { text: ['Giấy dùng được 24 tháng, tức hai năm.'] }],
    ['the same amount beside others', { text: ['Ba sao 24 tháng, bốn sao 36 tháng.'] }],
    ['another unit only', { text: ['Làm giấy mất 15 ngày.'] }],
    ['a date', { text: ['Giấy cấp ngày 15/4/2026, dùng tới 15/4/2028.'] }],
    ['an end before the other begins', { validFrom: '2024-01-01', validTo: '2025-12-31' }],
  ] as const)('are none with %s', (_, change) => {
    expect(contradictionsOf(change)).toEqual([])
  })

  test('are found among the shipped ones too: one that says 24 months of the certificate', () => {
    const shipped = articles.find(({ id }) => id === 'gcn-thoi-han')
    if (!shipped) throw new Error('The article on how long a certificate is valid is gone.')
    const changed = { ...shipped, id: 'bai-cua-can-bo', covers: [], text: ['Giấy chứng nhận có giá trị 24 tháng.'] }
    const twice = {
      ...changed,
      question: 'Giấy OCOP dùng được bao lâu?',
      aliases: shipped.aliases.map((alias) => `${alias} nhỉ`),
    }
    expect(checkArticles([...good, shipped, twice]).join()).toContain('24 tháng')
    expect(checkArticles([...good, { ...changed, id: shipped.id }]).filter((fault) => fault.includes('is told'))).toEqual([])
  })
})

/** What is asked about communes, products and who handles what: articles made from the city's data, and those beside them. */
import { describe, expect, test } from 'vitest'
import { OCOP_PRODUCTS } from '../../src/city/ocop-products.ts'
import { COMMUNES } from '../../src/city/units.ts'
import { createKnowledge } from '../../src/knowledge/answer.ts'
import { articles } from '../../src/knowledge/articles/index.ts'
import { TODAY } from './measure.ts'

const knowledge = createKnowledge(articles)
const ask = (text: string) => knowledge.ask(text, { language: 'vi', today: TODAY })
const namesOf = ({ name, former }: (typeof COMMUNES)[number]) => [name, ...former.map((unit) => unit.name)]
const codeOf = (name: string) => COMMUNES.find((commune) => commune.name === name)?.code

describe('communes', () => {
  test.each([
    ['xã Quảng Lợi cũ nay là xã nào', 'Đan Điền'],
    ['quang loi gio thuoc xa nao', 'Đan Điền'],
    ['thị trấn Sịa chừ thuộc xã mô', 'Quảng Điền'],
    ['Lăng Cô nay thuộc xã nào', 'Chân Mây - Lăng Cô'],
    ['phường Phong Quảng gồm những xã cũ nào', 'Phong Quảng'],
    ['Hương Phong A Lưới nay là xã nào', 'A Lưới 4'],
    ['xã Phú Vinh huyện A Lưới cũ nay là xã nào', 'A Lưới 3'],
  ])('"%s" is answered by the article of %s', (text, name) => {
    const answer = ask(text)
    expect(answer.zone).toBe('answer')
    expect(answer.articles[0]?.covers).toEqual([`xa-${codeOf(name)}`])
  })

  test.each([
    ['Phú Vinh nay là xã nào', ['Phú Vinh', 'A Lưới 3']],
    ['nhà tui ở Hương Phong chừ thuộc xã mô', ['Hóa Châu', 'A Lưới 4']],
    ['thuan hoa nay la phuong nao', ['Thuận Hóa', 'Phú Xuân']],
  ])('"%s" may mean two communes: both are offered, none is guessed', (text, names) => {
    const answer = ask(text)
    expect(answer.zone).toBe('choices')
    const offered = answer.choices.map(({ articleId }) => articleId)
    expect(offered).toEqual(expect.arrayContaining(names.map((name) => `xa-phuong-${codeOf(name)}`)))
  })

  test('marks that were typed decide between names that are alike without', () => {
    expect(ask('Thuận Hòa nay là phường nào').articles[0]?.id).toBe(`xa-phuong-${codeOf('Phú Xuân')}`)
  })

  test('every former name finds its commune first; one that two communes had, by its district', () => {
    for (const { code, name: present, former } of COMMUNES) {
      for (const { name, type, district } of former) {
        const isShared = COMMUNES.some((other) => other.code !== code && namesOf(other).includes(name))
        const text = isShared ? `${type} ${name} ở ${district} cũ, nay thuộc xã nào` : `${name} cũ nay thuộc xã nào`
        const { zone, articles: found } = ask(text)
        // The city itself is no district, it tells nothing: then it is asked.
        if (!(isShared && district.endsWith('Huế') && zone === 'choices'))
          expect(found[0]?.id, `${text} (${present})`).toBe(`xa-phuong-${code}`)
      }
    }
  })

  test('a place beside another question does not hide it', () => {
    expect(ask('tui ở A Lưới, giấy OCOP có hạn mấy năm').articles[0]?.id).toBe('gcn-thoi-han')
    expect(ask('ở Nam Đông làm OCOP 3 sao thì ai chấm').articles[0]?.id).toBe('quytrinh-ai-cham-3-sao')
  })

  test.each(['thời tiết A Lưới hôm nay', 'Vỹ Dạ có quán gì ngon', 'xe buýt đi Phong Điền mấy giờ chạy'])(
    '"%s" is not answered for the sake of its place',
    (text) => {
      expect(ask(text).zone).toBe('refusal')
    },
  )
})

describe('products', () => {
  test('each is found by its name, and is told as history with year and source, never in the present tense', () => {
    for (const { id, name, year, source } of OCOP_PRODUCTS) {
      const answer = ask(`${name} được mấy sao`)
      expect(answer.articles[0]?.covers, name).toEqual([`sanpham-${id}`])
      expect(answer.text, name).toContain(String(year))
      expect(answer.text, name).toContain(source.document)
      expect(answer.text, name).toContain('chưa kiểm tra được')
      expect(answer.text, name).not.toMatch(/(?<!từng )(?:đạt|đang có|hiện có) \d sao/)
    }
  })

  test('where it is made has both names, the old and the new', () => {
    expect(ask('nước mắm Lú Huế làm ở xã nào').text).toContain('xã Phú Thuận, huyện Phú Vang (cũ), nay là phường Thuận An')
  })

  test('without its name, no article of a product stands among the first', () => {
    for (const text of ['rượu cần giấy gì', 'nước mắm muốn 4 sao thì sao', 'gạo nhà tôi đăng ký được không']) {
      const ids = ask(text)
        .articles.slice(0, 3)
        .map(({ id }) => id)
      expect(
        ids.filter((id) => id.startsWith('san-pham-')),
        text,
      ).toEqual([])
    }
  })
})

describe('who handles what', () => {
  test.each([
    ['đèn đường hỏng thì báo ai', 'hue-ai-lo-duong-den-cong'],
    ['mất nước hai ngày ni gọi cho ai', 'hue-ai-lo-dien-nuoc-mang'],
    ['tiếng ồn thì gọi ai', 'hue-ai-lo-rac-on-via-he'],
    ['số gọi cứu hỏa là số mấy', 'hue-so-khan-cap'],
  ])('"%s" is a question for %s', (text, id) => {
    const answer = ask(text)
    expect(answer.intent).toBe('question')
    expect(answer.articles[0]?.id).toBe(id)
    expect(answer.zone).not.toBe('refusal')
  })

  test.each(['đèn đường trước nhà tắt mấy bữa ni', 'nắp cống bể rồi đó', 'cây ngã chắn đường'])(
    '"%s" is told, not asked: a report begins',
    (text) => {
      expect(ask(text)).toMatchObject({ intent: 'start', start: 'feedback' })
    },
  )
})

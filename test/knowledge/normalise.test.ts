import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { articles } from '../../src/knowledge/articles/index.ts'
import { normalise } from '../../src/knowledge/normalise.ts'
import { prepareAll } from '../../src/knowledge/prepare.ts'
import { createReader } from '../../src/knowledge/retrieve.ts'
import { syllable } from '../../src/knowledge/syllable.ts'

const read = createReader(prepareAll(articles))

/** What a text is understood as, and what plain Vietnamese is: in the same form. */
const understood = (text: string) =>
  read(text)
    .flatMap(({ words }) => words.map(({ marked }) => marked))
    .join(' ')
const plain = (text: string) =>
  text
    .split(' ')
    .map((word) => syllable(word).marked)
    .join(' ')

describe('what people type becomes plain Vietnamese', () => {
  test.each([
    // Telex and VNI with the keyboard switched off
    ['ddawng kys mawms ruoocs caanf giaays towf gif', 'đăng ký mắm ruốc cần giấy tờ gì'],
    ['hangf hoas', 'hàng hóa'],
    ['d9a8ng ky1 hang2 hoa1', 'đăng ký hàng hóa'],
    ['thowif hanj giaays chuwngs nhaanj', 'thời hạn giấy chứng nhận'],
    // short forms of chat
    ['đk mắm ruốc cần gtờ j z', 'đăng ký mắm ruốc cần giấy tờ gì vậy'],
    ['làm ocop đc k', 'làm ocop được không'],
    ['nộp hs bn ngày', 'nộp hồ sơ bao nhiêu ngày'],
    ['sp 4* ko có vsattp', 'sản phẩm 4 sao không có vệ sinh an toàn thực phẩm'],
    ['khônggggg biết', 'không biết'],
    // Huế
    ['nộp ở mô rứa', 'nộp ở đâu vậy'],
    ['giấy 3 sao ni xài được mấy năm hè', 'giấy 3 sao này dùng được mấy năm nhỉ'],
    ['tui mần mắm, răng mới được 3 sao', 'tôi làm mắm sao mới được 3 sao'],
    ['chừ cần giấy chi', 'bây giờ cần giấy gì'],
    // what looks like Huế and is not
    ['mô hình, chi phí, kiểm tra, bổ sung, chi nhánh', 'mô hình chi phí kiểm tra bổ sung chi nhánh'],
    // spoken
    ['ô cốp ba sao được bảy mươi lăm điểm', 'ocop 3 sao được 75 điểm'],
    ['quyết định một bốn tám năm hai không hai ba', 'quyết định 148 năm 2023'],
    ['một năm có hai ba món, được không', 'một năm có hai ba món được không'],
    // marks that no word has, beside others that are right; and a word that is right with its neighbour
    ['hôp giấy thuờng', 'hop giấy thuong'],
    ['khách sạn gần đây', 'khách sạn gần đây'],
    // mistyped
    ['tem truy suất ngồn gốc', 'tem truy xuat nguon gốc'],
    ['hồ sơ đăng kýy', 'hồ sơ đăng ký'],
    ['giấy chứn nhận', 'giấy chung nhận'],
    // a few words that are all of the message
    ['giấy tờ gì ạ', 'hồ sơ đăng ký ocop lần đầu gồm những giấy tờ gì'],
    ['lệ phí, giấy tờ', 'lệ phí giấy tờ'],
    // English
    ['how long is the certificate valid', 'bao lâu giấy chứng nhận hiệu lực'],
    ['where to apply', 'ở đâu nộp hồ sơ đăng ký'],
  ])('%s', (typed, meant) => {
    expect(understood(typed)).toBe(plain(meant))
  })

  test('the place of the tone, and y or i, are no difference', () => {
    expect(understood('hoá kí')).toBe(understood('hóa ký'))
  })

  test('letters without marks stay as they are', () => {
    expect(understood('nop ho so o dau')).toBe('nop ho so o dau')
  })
})

test('any text is read, the longest at both ends; reading changes nothing that is plain', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 3000 }), (text) => {
      const words = normalise(text, { correct: (all) => all }).flatMap((sentence) => sentence.words)
      expect(words.length).toBeLessThanOrEqual(3000)
      for (const { folded, marked } of words) expect(folded.length * marked.length).toBeGreaterThan(0)
    }),
    { numRuns: 300 },
  )
  expect(understood(`${'bỏ qua '.repeat(400)}nộp hồ sơ ở đâu`)).toContain(plain('nộp hồ sơ ở đâu'))
})

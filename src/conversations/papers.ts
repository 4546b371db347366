/** Papers of a dossier: which there are, which a set of criteria needs for three stars, and how people call them. */
import { type CriteriaSet, criteriaOf, proofOf } from '../knowledge/criteria.ts'
import { foldWords } from '../lib/text.ts'
import type { T } from '../texts.ts'

/** In the order of the list in Mẫu 02. */
export const PAPERS = [
  'business',
  'safety',
  'material',
  'environment',
  'labour',
  'finance',
  'trademark',
  'sales',
  'promotion',
  'quality',
  'test',
  'barcode',
  'system',
  'award',
  'other',
] as const
export type Paper = (typeof PAPERS)[number]

/** What proves a criterion, by its name in `criteria.json`. */
const PROOFS: Readonly<Record<string, Paper>> = {
  'Giấy đăng ký kinh doanh': 'business',
  'Giấy chứng nhận cơ sở đủ điều kiện sản xuất': 'safety',
  'Nguồn gốc nguyên liệu, vùng nguyên liệu, hợp đồng liên kết': 'material',
  'Giấy tờ về nhãn hiệu, sở hữu trí tuệ': 'trademark',
  'Hợp đồng, hóa đơn bán hàng': 'sales',
  'Bản công bố chất lượng': 'quality',
  'Phiếu kết quả kiểm nghiệm': 'test',
}

/** Words in captions, file names and answers, without marks; the first that fits is meant. */
const WORDS: readonly (readonly [Paper, RegExp])[] = [
  [
    'business',
    /\b(?:dang ky kinh doanh|dkkd|gpkd|giay phep kinh doanh|dang ky hkd|dang ky ho kinh doanh|dang ky hop tac xa|dang ky htx|dang ky doanh nghiep)\b/,
  ],
  ['safety', /\b(?:attp|vsattp|an toan thuc pham|ve sinh an toan|du dieu kien)\b/],
  ['test', /\b(?:kiem nghiem|xet nghiem|phieu kn|test report)\b/],
  ['quality', /\b(?:cong bo|tu cong bo|tcb|tccs)\b/],
  ['trademark', /\b(?:nhan hieu|thuong hieu|so huu tri tue|shtt|bao ho)\b/],
  ['material', /\b(?:nguyen lieu|vung nguyen lieu|lien ket)\b/],
  ['sales', /\b(?:hop dong|hoa don|ban hang|dai ly)\b/],
  ['labour', /\b(?:lao dong|cong nhan)\b/],
  ['finance', /\b(?:tai chinh|bao cao thue|doanh thu)\b/],
  ['environment', /\b(?:moi truong)\b/],
  ['system', /\b(?:vietgap|globalgap|haccp|iso|gmp|huu co|organic)\b/],
  ['barcode', /\b(?:ma vach|ma so ma vach|truy xuat|qr|tem)\b/],
  ['promotion', /\b(?:quang ba|quang cao|fanpage|website)\b/],
  ['award', /\b(?:giai thuong|bang khen|giay khen|binh chon)\b/],
]

/** The paper that words name, null: none. */
export function paperIn(words: string): Paper | null {
  const folded = foldWords(words.replaceAll('_', ' '))
  return WORDS.find(([, pattern]) => pattern.test(folded))?.[0] ?? null
}

/** What three stars of the set need on paper, beside the registration of the business. */
export function papersFor(set: CriteriaSet | undefined): readonly Paper[] {
  const needed = set ? criteriaOf(set).filter(({ id }) => set.minimums[3][id] !== undefined) : []
  const proofs = needed.flatMap((criterion) => proofOf(criterion).papers.flatMap((name) => PROOFS[name] ?? []))
  return PAPERS.filter((paper) => paper === 'business' || proofs.includes(paper))
}

export function paperName(paper: string, t: T): string {
  return t(`registration:paper.${paper}.name`)
}

/** One of the list, by its words. */
export function isPaper(word: string): word is Paper {
  return (PAPERS as readonly string[]).includes(word)
}

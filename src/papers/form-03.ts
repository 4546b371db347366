/** Mẫu số 03: the commune's report, prefilled with what the producer said; what the commune judges stays open. */
import type { Check, Dossier } from './dossier.ts'
import { dottedLines, FORMS, field, filled, formNumber, heading, nation, paperOf, signature, twoFields } from './form-parts.ts'
import { type Block, bold, italic, type Paper, para, type Table } from './paper.ts'

const form = FORMS.form03

export function form03(dossier: Dossier): Paper {
  const commune = dossier.commune ?? form.dots
  return paperOf(dossier, `${form.number}: ${form.title}`, [
    formNumber(form.number),
    letterhead(dossier),
    heading(form.heading, { size: 15, before: 20 }),
    heading(form.subheading, { before: 2 }),
    heading(form.part1, { align: 'left', before: 16 }),
    field(form.subject, dossier.unitName),
    field(form.entityType, dossier.entityType),
    field(form.address, dossier.address),
    para(form.representative),
    field(form.name, dossier.representative),
    ...twoFields([form.sex, dossier.sex], [form.ethnicGroup, dossier.ethnicGroup]),
    field(form.permanentAddress, dossier.permanentAddress),
    field(form.product, dossier.product),
    heading(form.part2, { align: 'left', before: 16 }),
    ...(['material', 'labour', 'idea', 'identity'] as const).flatMap((check) => judged(check, dossier)),
    para(
      filled(form.proposal, {
        commune,
        province: dossier.province,
        product: dossier.product ?? form.dots,
        subject: dossier.unitName ?? form.dots,
      }),
      { align: 'justify', before: 12, keepsNext: true },
    ),
    signature({
      place: filled(FORMS.signed.placed, { place: placeOf(dossier) }),
      signer: filled(form.signer, { commune: commune.toUpperCase() }),
      how: FORMS.signed.byOffice,
    }),
  ])
}

/** Papers of a commune name its place without "xã" or "phường". */
function placeOf({ commune }: Dossier): string {
  return commune?.replace(/^(?:xã|phường) /i, '') ?? '……………'
}

function letterhead({ commune }: Dossier): Table {
  const office = [
    para([bold(form.office)], { align: 'center', before: 0, size: 12 }),
    para([{ text: commune?.toUpperCase() ?? form.commune, face: 'bold', isUnderlined: true }], {
      align: 'center',
      before: 2,
      size: 12,
    }),
  ]
  const state = nation().map((line) => ({ ...line, size: 12 }))
  return {
    kind: 'table',
    widths: [0.38, 0.62],
    head: [],
    rows: [[{ paragraphs: office }, { paragraphs: state }]],
    hasBorders: false,
    padding: 2,
  }
}

function judged(check: Check, { said }: Dossier): readonly Block[] {
  const [title = '', hint = ''] = form.checks[check]
  return [
    para([bold(title), italic(hint)], { align: 'justify', before: 10, keepsNext: true }),
    para([italic(form.said), { text: said[check] ?? form.nothingSaid }], { align: 'justify' }),
    para([italic(form.judged)], { keepsNext: true }),
    ...dottedLines(3),
  ]
}

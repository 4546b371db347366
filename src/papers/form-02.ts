/** Mẫu số 02: the producer's report on the product, with the whole scoring sheet. */
import type { Dossier, Held, Sheet } from './dossier.ts'
import {
  dottedLines,
  FORMS,
  field,
  filled,
  formNumber,
  heading,
  headRow,
  longField,
  paperOf,
  signature,
  tick,
  twoFields,
} from './form-parts.ts'
import { type Block, bold, italic, type Paper, para } from './paper.ts'
import { SMALL, sheetTable } from './sheet-table.ts'

const form = FORMS.form02

export function form02(dossier: Dossier): Paper {
  return paperOf(dossier, `${form.number}: ${form.title}`, [
    formNumber(form.number),
    heading(form.heading, { size: 15, before: 10 }),
    para([italic(form.subheading)], { align: 'center', before: 2 }),
    ...general(dossier),
    ...partHeading(form.part2),
    para(form.part2Note, { align: 'justify' }),
    ...longField(form.production, dossier.production),
    ...longField(form.changes, dossier.changes),
    ...longField(form.market, dossier.market),
    ...longField(form.revenue, dossier.revenue),
    ...partHeading(form.part3),
    ...scored(dossier.sheet),
    ...evidence(dossier),
    ...partHeading(form.part4),
    para([italic(form.part4Note)], { align: 'justify', keepsNext: true }),
    ...(dossier.plan === null ? dottedLines(4, true) : [para(dossier.plan, { align: 'justify', keepsNext: true })]),
    signature({
      place: filled(FORMS.signed.placed, { place: 'Huế' }),
      signer: form.signer,
      how: FORMS.signed.nameFirst,
      name: dossier.representative,
    }),
  ])
}

function general(dossier: Dossier): readonly Block[] {
  const box = (held: Held) => tick(form[held], dossier.has[held])
  const properties = ['trademark', 'geographic', 'patent', 'design', 'copyright'] as const
  const hasAny = properties.some((held) => dossier.has[held] === true) || dossier.otherProperty !== null
  return [
    ...partHeading(form.part1),
    field(form.subject, dossier.unitName),
    field(form.entityType, dossier.entityType),
    field(form.address, dossier.address),
    ...twoFields([form.phone, dossier.phone], [form.email, dossier.email]),
    para(form.representative),
    field(form.name, dossier.representative),
    ...twoFields([form.sex, dossier.sex], [form.ethnicGroup, dossier.ethnicGroup]),
    field(form.permanentAddress, dossier.permanentAddress),
    field(form.founded, dossier.founded),
    field(form.registrationNo, dossier.registrationNo),
    ...longField(form.product, dossier.productSpec ?? dossier.product, 2),
    ...(dossier.productSpec === null && dossier.product !== null ? dottedLines(1) : []),
    para(form.ticks),
    box('businessLicence'),
    box('qualityPublication'),
    para(form.conditions),
    box('foodSafety'),
    box('compulsory'),
    tick(form.property, hasAny),
    ...properties.map(box),
    field(`${form.otherProperty}${dossier.otherProperty === null ? '☐ ' : '☒ '}`, dossier.otherProperty),
    ...longField(form.history, dossier.history, 3),
    ...longField(form.structure, dossier.structure),
  ]
}

function partHeading([number = '', title = '']: readonly string[]): readonly Block[] {
  return [heading(number, { before: 18 }), heading(title, { before: 2 })]
}

function scored(sheet: Sheet | null): readonly Block[] {
  if (!sheet) return [para(form.noSet, { align: 'justify' }), ...dottedLines(6)]
  return [para([bold(filled(form.set, { number: sheet.number, name: sheet.name }))]), sheetTable(sheet), ...resultOf(sheet)]
}

function resultOf({ result }: Sheet): readonly Block[] {
  if (!result) return [para([italic(form.labels)], { size: SMALL })]
  const { total, stars, starsByPoints, held, unknown } = result
  return [
    para([bold(filled(form.stars, { total, stars }))], { before: 8 }),
    ...(starsByPoints > stars
      ? [para(filled(form.held, { byPoints: starsByPoints, names: held.join('; ') }), { align: 'justify' })]
      : []),
    ...(unknown > 0 ? [para(filled(form.unknown, { count: unknown }), { align: 'justify' })] : []),
    para([italic(form.labels)], { size: SMALL }),
  ]
}

function evidence({ papers, round }: Dossier): readonly Block[] {
  const rows = form.evidence.map(([what = '', needed = ''], at) => [
    { paragraphs: [para(String(at + 1), { size: SMALL, align: 'center' })] },
    { paragraphs: [para(what, { size: SMALL })] },
    { paragraphs: [para(needed, { size: SMALL })] },
  ])
  return [
    para(form.evidenceNote, { before: 10, keepsNext: true }),
    {
      kind: 'table',
      widths: [0.07, 0.35, 0.58],
      head: [headRow(form.evidenceColumns, SMALL)],
      rows,
      hasBorders: true,
      before: 6,
      padding: 4,
    },
    ...(papers.length > 0 ? [para(`${form.sent}${papers.join('; ')}.`)] : []),
    ...(round === 'again' ? [para(form.again, { align: 'justify' })] : []),
  ]
}

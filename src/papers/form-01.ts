/** Mẫu số 01: the registration that a producer signs. */
import type { Dossier } from './dossier.ts'
import { FORMS, field, filled, formNumber, heading, nation, paperOf, signature, twoFields } from './form-parts.ts'
import { type Block, bold, type Paper, para } from './paper.ts'

const form = FORMS.form01

export function form01(dossier: Dossier): Paper {
  const { province, year } = dossier
  return paperOf(dossier, `${form.number}: ${form.title}`, [
    formNumber(form.number),
    ...nation(),
    heading(form.heading, { size: 15, before: 20 }),
    heading(form.subheading, { before: 2 }),
    heading(filled(form.of, { province, year }), { before: 2 }),
    para(form.unit, { before: 14 }),
    field(form.unitName, dossier.unitName),
    field(form.representative, dossier.representative),
    field(form.position, dossier.position),
    field(form.address, dossier.address),
    ...twoFields([form.phone, dossier.phone], [form.email, dossier.email]),
    field(form.product, dossier.product),
    field(form.group, dossier.productGroup),
    rounds(dossier),
    para(form.attached),
    para(form.report),
    field(form.samples, dossier.samples),
    para(form.pledge, { align: 'justify', before: 10, keepsNext: true }),
    signature({
      place: filled(FORMS.signed.placed, { place: 'Huế' }),
      signer: form.signer,
      how: FORMS.signed.withName,
      name: dossier.representative,
    }),
    ...offices(),
  ])
}

function rounds({ round }: Dossier): Block {
  const { first, upgrade, again } = form.rounds
  const box = (isIt: boolean) => (isIt ? '☒' : '☐')
  return para([
    { text: form.round },
    { tabTo: 0.4, isDotted: false },
    { text: `${first} ${box(round === 'first')}` },
    { tabTo: 0.6, isDotted: false },
    { text: `${upgrade} ${box(round === 'upgrade')}` },
    { tabTo: 0.8, isDotted: false },
    { text: `${again} ${box(round === 'again')}` },
  ])
}

/** The back page, for the offices that receive it. */
function offices(): readonly Block[] {
  return form.offices.flatMap((office, at) => [
    ...(at === 0 ? [heading(form.office, { breaksBefore: true })] : []),
    para([bold(office)], { before: 22, keepsNext: true }),
    para(form.receipt, { keepsNext: true }),
    field(form.received, null),
    ...twoFields([form.receiver, null], [form.receiverSign, null]),
    signature({ signer: form.receivingOffice, how: FORMS.signed.office }),
  ])
}

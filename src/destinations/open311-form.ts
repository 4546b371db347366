/** What we write into the forms of GeoReport v2. */
import { fold, shorten } from '../lib/text.ts'
import { showTime } from '../lib/time.ts'
import type { OutgoingReport, OutgoingUpdate, ReportField } from './destination.ts'
import { dateTime } from './open311-answer.ts'

const MAX_DESCRIPTION = 4000

export interface FormOptions {
  readonly fields: readonly ReportField[]
  readonly serviceCodes: Readonly<Record<string, string>>
}

/** POST /requests. No field beyond GeoReport's own but `attribute[client_ref]`: strict servers refuse a request for one more. */
export function requestForm(report: OutgoingReport, { fields, serviceCodes }: FormOptions): URLSearchParams {
  const { category, reference, position } = report
  const address = addressOf(report)
  return formOf({
    service_code: Object.hasOwn(serviceCodes, category) ? serviceCodes[category] : category,
    'attribute[client_ref]': reference,
    description: describeReport(report),
    lat: position?.lat.toFixed(6),
    long: position?.lng.toFixed(6),
    address_string: address,
    media_url: report.mediaUrls,
    // A Vietnamese name begins with the family's and is not ours to cut in two.
    ...(fields.includes('name') && report.name && { first_name: report.name, last_name: '-' }),
    ...(fields.includes('phone') && { phone: report.phone }),
  })
}

/** POST /servicerequestupdates. Its status must be one of the list: "no change" is not on it, so it says what is. */
export function updateForm(id: string, update: OutgoingUpdate): URLSearchParams {
  return formOf({
    service_request_id: id,
    update_id: update.updateId,
    status: update.isClosed ? 'CLOSED' : 'OPEN',
    updated_datetime: dateTime(update.at),
    description: shorten(update.text, MAX_DESCRIPTION),
    media_url: update.mediaUrls,
  })
}

export function formOf(fields: Readonly<Record<string, string | readonly string[] | null | undefined>>): URLSearchParams {
  const pairs = Object.entries(fields).flatMap(([name, value]) => [value ?? ''].flat().map((one) => [name, one] as const))
  return new URLSearchParams(pairs.filter(([, value]) => value !== '').map(([name, value]) => [name, value]))
}

/** The reference alone on the first line: by it the report is found again (P-08). */
function describeReport({ reference, requestedAt, notice, description }: OutgoingReport): string {
  const head = [reference, showTime(requestedAt), ...(notice ? [notice] : [])].join('\n')
  return shorten(`${head}\n\n${description}`, MAX_DESCRIPTION)
}

/** The commune is added where the citizen's words leave it out. */
function addressOf({ place, communeName }: OutgoingReport): string {
  if (!place || !communeName) return place ?? communeName ?? ''
  return fold(place).includes(fold(communeName)) ? place : `${place}, ${communeName}`
}

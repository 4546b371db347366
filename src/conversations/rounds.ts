/** Rounds of OCOP in a year (Quyết định 26/2026/QĐ-TTg, Điều 7): communes propose before 30/4 and before 30/10. Pure. */
const DAY_MS = 86_400_000
/** what a commune has to check a dossier */
export const COMMUNE_WORKING_DAYS = 15
const DEADLINES = ['04-30', '10-30']

export interface Round {
  /** YYYY-MM-DD: the commune's proposal is before this day */
  readonly deadline: string
  /** the last day that leaves the commune its working days; holidays are not counted, so sooner is safer */
  readonly handIn: string
}

/** The next round that still can be reached. @param today YYYY-MM-DD */
export function nextRound(today: string): Round {
  const year = Number(today.slice(0, 4))
  const rounds = [year, year + 1].flatMap((of) =>
    DEADLINES.map((day) => ({ deadline: `${of}-${day}`, handIn: workingDaysBefore(`${of}-${day}`, COMMUNE_WORKING_DAYS) })),
  )
  const next = rounds.find(({ handIn }) => handIn >= today)
  if (!next) throw new Error(`There is no round after ${today}.`)
  return next
}

/** Monday to Friday. */
function workingDaysBefore(day: string, count: number): string {
  let at = Date.parse(`${day}T00:00:00Z`)
  for (let left = count; left > 0; ) {
    at -= DAY_MS
    const weekday = new Date(at).getUTCDay()
    if (weekday !== 0 && weekday !== 6) left -= 1
  }
  return new Date(at).toISOString().slice(0, 10)
}

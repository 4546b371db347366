/** Rounds of OCOP in a year (Quyết định 26/2026/QĐ-TTg, Điều 7): communes propose before 30/4 and before 30/10. Pure. */
import { addWorkingDays } from '../lib/time.ts'

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
    DEADLINES.map((day) => ({ deadline: `${of}-${day}`, handIn: addWorkingDays(`${of}-${day}`, -COMMUNE_WORKING_DAYS) })),
  )
  const next = rounds.find(({ handIn }) => handIn >= today)
  if (!next) throw new Error(`There is no round after ${today}.`)
  return next
}

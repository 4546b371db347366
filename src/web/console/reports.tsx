import { COARSE } from '../../city/retention.ts'
import { communeByCode } from '../../city/units.ts'
import type { ReportState } from '../../db/schema.ts'
import * as reports from '../../models/report.ts'
import { deliverySection } from './delivery-section.tsx'
import { findReport } from './matters.ts'
import { endsOn } from './retention-date.ts'
import type { Fact, Subject } from './subject.ts'
import { subjectRoutes } from './subject-routes.ts'
import { t } from './words.ts'

const subject: Subject<reports.Report> = {
  kind: 'report',
  path: '/console/reports',
  current: 'reports',
  states: Object.keys(reports.NEXT),
  next: (_role, state) => reports.NEXT[state as ReportState] ?? [],
  waiting: () => reports.OPEN_STATES,
  explained: ['need_info', 'referred', 'duplicate', 'rejected'],
  key: (id) => ({ reportId: id }),
  find: findReport,
  move: (tx, vault, change) => reports.move(tx, vault, { ...change, to: change.to as ReportState }),
  elsewhere: deliverySection,
  // Without the sender's name: who handles a report need not know who sent it (L-19).
  facts: (report) => [
    { label: t('report.description'), value: report.description },
    { label: t('report.place'), value: report.place ?? t('none_given') },
    ...(report.communeCode
      ? [{ label: t('commune'), value: communeByCode(report.communeCode)?.fullName ?? report.communeCode }]
      : []),
    ...positionFacts(report),
    ...(isClosed(report) ? [{ label: t('retention.deleted_on'), value: endsOn('report', report) }] : []),
  ],
}

export const reportRoutes = subjectRoutes(subject)

function isClosed({ state }: reports.Report): boolean {
  return (reports.CLOSED_STATES as readonly string[]).includes(state)
}

function positionFacts(report: reports.Report): readonly Fact[] {
  const { position, isPositionCoarse } = report
  if (!position) return []
  const value = `${position.lat}, ${position.lng}`
  if (isPositionCoarse) return [{ label: t('report.position_coarse', { km: COARSE.aboutKm }), value }]
  const exact = { label: t('report.position'), value }
  return isClosed(report) ? [exact, { label: t('retention.exact_until'), value: endsOn('position', report) }] : [exact]
}

import { communeByCode } from '../../city/units.ts'
import type { ReportState } from '../../db/schema.ts'
import * as reports from '../../models/report.ts'
import { deliverySection } from './delivery-section.tsx'
import { findReport } from './matters.ts'
import type { Subject } from './subject.ts'
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
    ...(report.position ? [{ label: t('report.position'), value: `${report.position.lat}, ${report.position.lng}` }] : []),
  ],
}

export const reportRoutes = subjectRoutes(subject)

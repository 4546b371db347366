import { groupById } from '../../city/groups.ts'
import { communeByCode } from '../../city/units.ts'
import type { RegistrationState } from '../../db/schema.ts'
import * as registrations from '../../models/registration.ts'
import { ListLinks, PaperLinks } from './paper-links.tsx'
import type { Subject } from './subject.ts'
import { subjectRoutes } from './subject-routes.ts'
import { t } from './words.ts'

export const subject: Subject<registrations.Registration> = {
  kind: 'registration',
  path: '/console/registrations',
  current: 'registrations',
  next: registrations.NEXT,
  waiting: ['submitted', 'needs_more'],
  explained: ['needs_more', 'rejected'],
  key: (id) => ({ registrationId: id }),
  find: registrations.find,
  move: (tx, vault, change) => registrations.move(tx, vault, { ...change, to: change.to as RegistrationState }),
  downloads: {
    one: (path) => <PaperLinks path={path} />,
    list: (path, state) => <ListLinks path={path} state={state} />,
  },
  facts: (one) => [
    { label: t('registration.product'), value: one.product },
    { label: t('registration.group'), value: groupById(one.productGroup)?.vi ?? one.productGroup },
    { label: t('registration.name'), value: one.name },
    { label: t('registration.phone'), value: one.phone },
    { label: t('commune'), value: communeByCode(one.communeCode)?.fullName ?? one.communeCode },
  ],
}

export const registrationRoutes = subjectRoutes(subject)

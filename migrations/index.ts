import type { Migration } from 'kysely/migration'
import * as createTables from './0001_create_tables.ts'
import * as createDeliveries from './0002_create_deliveries.ts'
import * as createBroadcasts from './0003_create_broadcasts.ts'
import * as addAccountLinks from './0007_add_account_links.ts'
import * as createAssessments from './0008_create_assessments.ts'
import * as extendRegistrations from './0009_extend_registrations.ts'

/** In order; the edge cannot read a folder. A test compares this list with the files. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001_create_tables': createTables,
  '0002_create_deliveries': createDeliveries,
  '0003_create_broadcasts': createBroadcasts,
  '0007_add_account_links': addAccountLinks,
  '0008_create_assessments': createAssessments,
  '0009_extend_registrations': extendRegistrations,
}

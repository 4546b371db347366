import type { Migration } from 'kysely/migration'
import * as createTables from './0001_create_tables.ts'
import * as createDeliveries from './0002_create_deliveries.ts'
import * as createBroadcasts from './0003_create_broadcasts.ts'
import * as keepVotes from './0004_keep_votes.ts'
import * as createArticles from './0005_create_articles.ts'
import * as createChannelTokens from './0006_create_channel_tokens.ts'
import * as addAccountLinks from './0007_add_account_links.ts'
import * as createAssessments from './0008_create_assessments.ts'
import * as extendRegistrations from './0009_extend_registrations.ts'
import * as addBroadcastTemplates from './0010_add_broadcast_templates.ts'
import * as createWords from './0011_create_words.ts'
import * as createDataRequests from './0012_create_data_requests.ts'
import * as addRetention from './0013_add_retention.ts'
import * as addOfficialRoles from './0014_add_official_roles.ts'
import * as addHelpers from './0015_add_helpers.ts'
import * as createDiscardedFiles from './0017_create_discarded_files.ts'
import * as addReminders from './0018_add_reminders.ts'

/** In order; the edge cannot read a folder. A test compares this list with the files. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001_create_tables': createTables,
  '0002_create_deliveries': createDeliveries,
  '0003_create_broadcasts': createBroadcasts,
  '0004_keep_votes': keepVotes,
  '0005_create_articles': createArticles,
  '0006_create_channel_tokens': createChannelTokens,
  '0007_add_account_links': addAccountLinks,
  '0008_create_assessments': createAssessments,
  '0009_extend_registrations': extendRegistrations,
  '0010_add_broadcast_templates': addBroadcastTemplates,
  '0011_create_words': createWords,
  '0012_create_data_requests': createDataRequests,
  '0013_add_retention': addRetention,
  '0014_add_official_roles': addOfficialRoles,
  '0015_add_helpers': addHelpers,
  '0017_create_discarded_files': createDiscardedFiles,
  '0018_add_reminders': addReminders,
}

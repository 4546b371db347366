/** The console's only way to a report or registration by its id: what lies outside of the official's scope is not there (P-26). */
import type { Context } from 'hono'
import * as registrations from '../../models/registration.ts'
import * as reports from '../../models/report.ts'
import { covers } from '../../models/scope.ts'
import type { ConsoleEnv } from './console-env.ts'

export async function findReport(c: Context<ConsoleEnv>, id: string): Promise<reports.Report | null> {
  return seen(c, await reports.find(c.env.db, c.env.vault, id))
}

/** What a producer has not confirmed is not there either (L-01). */
export async function findRegistration(c: Context<ConsoleEnv>, id: string): Promise<registrations.Registration | null> {
  const one = await registrations.find(c.env.db, c.env.vault, id)
  return one?.state === 'unconfirmed' ? null : seen(c, one)
}

function seen<One extends { readonly communeCode: string | null }>(c: Context<ConsoleEnv>, one: One | null): One | null {
  return one && covers(c.get('scope'), one) ? one : null
}

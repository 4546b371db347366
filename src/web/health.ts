import { Hono } from 'hono'
import { isOutage } from '../db/connect.ts'
import { pendingMigrations } from '../db/migrate.ts'
import { errorFields } from '../lib/log.ts'
import * as gauges from '../models/gauge.ts'
import type { Env } from './env.ts'

const READY_MS = 1500

export const health = new Hono<Env>()

health.get('/health/live', (c) => c.json({ status: 'live' }))

health.get('/health/ready', async (c) => {
  const problem = await Promise.race([
    problemOf(c.env),
    new Promise<string>((resolve) => setTimeout(resolve, READY_MS, 'database_slow')),
  ])
  return problem ? c.json({ status: 'not_ready', problem }, 503) : c.json({ status: 'ready' })
})

health.get('/metrics', async (c) => {
  const lines = (await gauges.all(c.env.db)).map(({ name, help, type, samples }) =>
    [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...samples.map(({ labels, value }) => `${name}${labelled(labels)} ${value}`),
    ].join('\n'),
  )
  return c.text(`${lines.join('\n')}\n`, 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' })
})

async function problemOf(deps: Env['Bindings']): Promise<string | null> {
  try {
    return (await pendingMigrations(deps.db)).length > 0 ? 'migrations_pending' : null
  } catch (error) {
    // Being asked about the database while it is away is this route's purpose, not a fault of it.
    deps.log.warn('not_ready', errorFields(error))
    return isOutage(error) ? 'database_away' : 'database_error'
  }
}

function labelled(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/["\\\n]/g, '')}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

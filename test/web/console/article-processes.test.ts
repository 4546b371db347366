/** Real servers: an article saved at one is answered with by the others. On PGlite, which has one process, by the same. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../../src/db/connect.ts'
import { openEmbedded } from '../../../src/db/embedded.ts'
import { migrate } from '../../../src/db/migrate.ts'
import * as officials from '../../../src/models/official.ts'
import * as signIns from '../../../src/models/sign-in.ts'
import { freshDatabase, isPostgres } from '../../support/database.ts'
import { type Started, start } from '../../support/process.ts'

let folder = ''
let servers: Started[] = []
let session: { token: string; csrf: string }
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ocop-articles-'))
  const { db, url } = await freshDatabase()
  const settings = {
    DATA_DIR: folder,
    ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
    ...(url !== null && { DATABASE_URL: url }),
  }
  await withDatabase(db, async (opened) => {
    await migrate(opened)
    session = await signIns.openSession(opened, (await officials.create(opened, 'lan@hue.example')).id)
  })
  servers = await Promise.all((isPostgres() ? [1, 2] : [1]).map(() => start(settings)))
})
afterAll(async () => {
  for (const { child } of servers) child.kill('SIGTERM')
  await Promise.all(servers.map(({ over }) => over))
  await rm(folder, { recursive: true, force: true })
})

async function withDatabase(server: Database, work: (db: Database) => Promise<void>): Promise<void> {
  if (isPostgres()) return work(server)
  const { db, close } = await openEmbedded(folder, () => {})
  await work(db)
  await close()
}

async function asked({ url }: Started, text: string): Promise<string> {
  const answer = await fetch(`${url}/api/chat/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  })
  const { messages } = (await answer.json()) as { messages: readonly { text: string }[] }
  return messages.map((message) => message.text).join('\n')
}

test('an article saved in one process is the answer of every other from the next message on', async () => {
  const question = 'gian hang ocop o cho noi thue bao nhieu?'
  for (const server of servers) expect(await asked(server, question)).not.toContain('777 nghìn')
  const [first] = servers
  const saved = await fetch(`${first?.url}/console/articles`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: `console=${session.token}`, origin: first?.url ?? '' },
    body: new URLSearchParams({
      csrf: session.csrf,
      do: 'save',
      question: 'Gian hàng OCOP ở chợ nổi thuê bao nhiêu?',
      aliases: 'thuê gian hàng OCOP ở chợ nổi mấy tiền một tháng',
      text: 'Gian hàng ở chợ nổi thuê 777 nghìn đồng một tháng.',
      document: 'Thông báo 12/TB-UBND',
      undated: '1',
      certainty: 'one_source',
      checked_on: new Date().toISOString().slice(0, 10),
    }),
  })
  expect(saved.status).toBe(303)
  const began = performance.now()
  for (const server of servers) expect(await asked(server, question)).toContain('777 nghìn đồng')
  console.log(`${servers.length} processes answered with it within ${Math.round(performance.now() - began)} ms of the save`)
})

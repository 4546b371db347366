import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freshDatabase } from '../support/database.ts'
import { TEST_KEY } from '../support/deps.ts'
import { start } from '../support/process.ts'
import { entrySuite } from './suite.ts'

entrySuite('the Node entry', async (settings) => {
  const folder = await mkdtemp(join(tmpdir(), 'ocop-entry-'))
  const { url } = await freshDatabase()
  const server = url === null ? {} : { DATABASE_URL: url, ENCRYPTION_KEY: Buffer.from(TEST_KEY).toString('base64') }
  const app = await start({ ...settings, ...server, DATA_DIR: folder })
  return {
    url: app.url,
    signInLink: /\S+\/console\/sign-in\/\S+/.exec(app.output())?.[0] ?? '',
    async close() {
      app.child.kill('SIGTERM')
      await app.over
      await rm(folder, { recursive: true, force: true })
    },
  }
})

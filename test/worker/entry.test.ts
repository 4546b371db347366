import { connect } from '../../src/db/connect.ts'
import * as officials from '../../src/models/official.ts'
import * as signIns from '../../src/models/sign-in.ts'
import { entrySuite } from '../entry/suite.ts'
import { startWorker } from './harness.ts'

entrySuite('the Worker in workerd', async (settings) => {
  const worker = await startWorker(settings)
  return { url: worker.url, signInLink: await signInLink(worker), close: worker.close }
})

/** As `npm run cli -- official create` makes it, from a machine with the same database. */
async function signInLink(worker: { readonly url: string; readonly databaseUrl: string }): Promise<string> {
  const db = connect(worker.databaseUrl, { max: 1, onError: () => {} })
  const { id } = await officials.create(db, 'lan@hue.example')
  const { token } = await signIns.createLink(db, id)
  await db.destroy()
  return `${worker.url}/console/sign-in/${token}`
}

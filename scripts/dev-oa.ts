/**
 * The program with a Zalo Official Account that is a fake on this machine: nothing leaves it, nothing is sent to anyone.
 *
 * `npm run dev:oa`, then open the page that it prints and be the person; or do it by curl.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startZaloOa } from '../test/fakes/zalo-oa.ts'
import { startControl } from '../test/fakes/zalo-oa-control.ts'

const PORT = process.env.PORT ?? '8787'
const CONTROL_PORT = 8788

const folder = await mkdtemp(join(tmpdir(), 'ocop-oa-'))
const fake = await startZaloOa()
fake.echo.isOn = true
fake.useWebhook({ url: `http://127.0.0.1:${PORT}/webhooks/zalo-oa`, secret: '' })
const control = await startControl(fake, CONTROL_PORT)
const env = {
  ...process.env,
  ...fake.settings(),
  PORT,
  DATA_DIR: folder,
  MEDIA_HOSTS: fake.host,
  ALLOW_LOOPBACK_UPSTREAMS: '1',
}
const app = spawn(process.execPath, ['scripts/run.mjs', 'start'], { env, stdio: ['ignore', 'inherit', 'inherit'] })
console.log(`Be the person  ${control.url}/
or by curl     curl -d '{"do":"says","text":"ocop là gì"}' ${control.url}/act   then   curl ${control.url}/seen
               do: follows, says, presses, photo, place, info, staff, unfollows, blocks, elapse {"ms"}, drop-token`)
process.on('SIGINT', () => app.kill('SIGINT'))
process.on('SIGTERM', () => app.kill('SIGTERM'))
app.once('exit', async (code) => {
  await Promise.all([control.close(), fake.close()])
  await rm(folder, { recursive: true, force: true })
  process.exit(code ?? 0)
})

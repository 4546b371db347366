/**
 * The app with both platforms faked over HTTP: updates go in at the webhook, the ledger of the fake shows what came out.
 * Nothing wakes by itself: a test calls the tick that it wants to look at.
 */
import type { Deps } from '../../src/deps.ts'
import { server } from '../../src/web/server.ts'
import { startTelegram } from '../fakes/telegram.ts'
import { startZalo } from '../fakes/zalo.ts'
import { type Overrides, testDeps } from './deps.ts'

export const SECRET = 'secret-of-the-webhook'

export async function startPlatforms({ env = {}, ...overrides }: Overrides = {}) {
  const telegram = await startTelegram()
  const zalo = await startZalo()
  const opened = await testDeps({
    ...overrides,
    env: {
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_WEBHOOK_SECRET: SECRET,
      TELEGRAM_API_ROOT: telegram.baseUrl,
      ZALO_BOT_TOKEN: zalo.token,
      ZALO_WEBHOOK_SECRET: SECRET,
      ZALO_API_ROOT: zalo.baseUrl,
      ...env,
    },
  })
  const deps: Deps = { ...opened.deps, wake: async () => {} }
  // Work is done when the test says so: a tick that the webhook starts would race with the test's own.
  const asleep = { ...deps, wake: async () => {} }
  const target = (name: string) => ({
    url: `/webhooks/${name}`,
    secret: SECRET,
    fetch: (url: string, init: RequestInit) => server.request(url, init, asleep),
  })
  telegram.useWebhook(target('telegram'))
  zalo.useWebhook(target('zalo'))
  return {
    ...opened,
    deps,
    telegram,
    zalo,
    async close() {
      await Promise.all([telegram.close(), zalo.close()])
      await opened.close()
    },
  }
}

export type Platforms = Awaited<ReturnType<typeof startPlatforms>>

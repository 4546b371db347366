/**
 * Config -> Deps: the one place where the parts are put together, and the only file that knows every adapter by name.
 *
 * What differs between plain Node and the edge (where rows and photos lie, who keeps the time) is handed in by the entry.
 */

import type { Channel } from './channels/channel.ts'
import type { Operated } from './channels/operated.ts'
import { createTelegram } from './channels/telegram.ts'
import { createWebChat } from './channels/web-chat.ts'
import { createZaloBot } from './channels/zalo-bot.ts'
import { createZaloOa } from './channels/zalo-oa.ts'
import { createZaloOaGrant } from './channels/zalo-oa-grant.ts'
import type { Config, ZaloOaConfig } from './config.ts'
import { createLibrary } from './conversations/library.ts'
import type { Database } from './db/connect.ts'
import type { Deps } from './deps.ts'
import type { Destination } from './destinations/destination.ts'
import { createOpen311 } from './destinations/open311.ts'
import { createHttp, type Http } from './lib/http.ts'
import type { Log } from './lib/log.ts'
import { createVault, type Vault } from './lib/seal.ts'
import * as tokens from './models/token.ts'
import type { Storage } from './storage/storage.ts'

/** What the runtime brings. */
export interface World {
  readonly db: Database
  readonly storage: Storage
  /** 32 bytes, for personal columns (L-09) */
  readonly key: Uint8Array
  readonly log: Log
  now(): Date
  wake(): Promise<void>
}

export async function open(config: Config, world: World): Promise<Deps> {
  const { key, ...rest } = world
  const vault = await createVault(key)
  const channels: readonly Channel[] = [createWebChat(), ...platforms(config, { ...world, vault })]
  return {
    ...rest,
    config,
    intake: { writing: 0 },
    destinations: new Map(destinations(config).map((destination) => [destination.name, destination])),
    channels: new Map(channels.map((channel) => [channel.name, channel])),
    vault,
    library: createLibrary(world.db, world.log),
  }
}

/** Who else handles reports. */
function destinations({ open311, allowLoopbackUpstreams }: Config): readonly Destination[] {
  if (!open311) return []
  const http = createHttp({ allowedHosts: [open311.url.host], allowLoopback: allowLoopbackUpstreams })
  return [createOpen311({ ...open311, http })]
}

/** Where a channel keeps what it is given while it runs. */
export interface Keeper extends Pick<World, 'db' | 'now'> {
  readonly vault: Vault
}

/**
 * The platforms whose token is set; also for the operator's `channel` commands.
 *
 * @param keeper null: only those that need no database
 */
export function platforms(config: Config, keeper: Keeper | null): readonly (Channel & Operated)[] {
  const { telegram, zalo, zaloOa, mediaHosts } = config
  const roots = [telegram, zalo, zaloOa].flatMap((channel) => (channel ? [channel.apiRoot.host] : []))
  // Our own pictures are read where everyone reads them, to be put into a platform that wants the bytes.
  const own = new URL(config.publicUrl).host
  const http = createHttp({ allowedHosts: [...roots, ...mediaHosts, own], allowLoopback: config.allowLoopbackUpstreams })
  return [
    ...(telegram ? [createTelegram({ ...telegram, baseUrl: telegram.apiRoot, http })] : []),
    ...(zalo ? [createZaloBot({ ...zalo, baseUrl: zalo.apiRoot, http })] : []),
    ...(zaloOa && keeper ? [officialAccount(config, zaloOa, keeper, http)] : []),
  ]
}

function officialAccount(config: Config, account: ZaloOaConfig, { db, vault, now }: Keeper, http: Http) {
  const { oauthRoot: oauthUrl, apiRoot: baseUrl } = account
  const oauth = createHttp({ allowedHosts: [oauthUrl.host], allowLoopback: config.allowLoopbackUpstreams })
  return createZaloOa({
    ...account,
    baseUrl,
    http,
    now,
    presses: vault,
    grant: createZaloOaGrant({ ...account, oauthUrl, http: oauth }),
    access: {
      current: () => tokens.current(db, vault, 'zalo-oa'),
      refused: (token) => tokens.refused(db, vault, 'zalo-oa', token),
    },
  })
}

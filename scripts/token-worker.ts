/** A worker that does nothing but renew tokens, for the run that kills it (`test/faults/token-run.ts`). */
import { setTimeout as sleep } from 'node:timers/promises'
import { faultLines, parseConfig } from '../src/config.ts'
import { refreshTokens } from '../src/jobs/refresh-tokens.ts'
import { createLog } from '../src/lib/log.ts'
import { openNode } from '../src/open-node.ts'

const parsed = parseConfig(process.env)
if ('faults' in parsed) throw new Error(faultLines(parsed.faults))
const log = createLog(
  'error',
  (line) => console.log(line),
  () => new Date(),
)
const { deps } = await openNode(parsed.config, log, async () => {})
console.log('ready')
for (;;) {
  await refreshTokens.run(deps, { endsAt: Date.now() + 5000, signal: new AbortController().signal })
  await sleep(20)
}

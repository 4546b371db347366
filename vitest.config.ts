import { defineConfig } from 'vitest/config'

/** What runs where: the suite of `npm test` needs nothing but itself; browser and Worker bring their own world. */
const KINDS = { browser: 'test/browser/**/*.test.ts', worker: 'test/worker/**/*.test.ts' } as const
const kind = Object.entries(KINDS).find(([name]) => name === process.env.TEST_KIND)

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    include: [kind ? kind[1] : 'test/**/*.test.ts'],
    exclude: kind ? [] : Object.values(KINDS),
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    restoreMocks: true,
  },
})

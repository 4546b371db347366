import { defineConfig } from 'vitest/config'

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    include: [process.env.TEST_KIND === 'browser' ? 'test/browser/**/*.test.ts' : 'test/**/*.test.ts'],
    exclude: process.env.TEST_KIND === 'browser' ? [] : ['test/browser/**'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    restoreMocks: true,
  },
})

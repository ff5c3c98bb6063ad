import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-postgres.ts'],
    setupFiles: ['test/support/property-seed.ts'],
    // Files of one worker share their modules: loading them anew for each file cost more than the tests. What a test changes of the
    // process (timers, the tracer, prototypes) it puts back. System tests are run with --isolate.
    isolate: false,
    // Two cores: more workers than that only makes PostgreSQL and the browser wait for one another.
    maxWorkers: 2,
    // A bound for what hangs, not a measure of speed: build machines are slow, and busy.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})

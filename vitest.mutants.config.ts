import { defineConfig } from 'vitest/config'

/** For `npm run mutants`: the tests that need no PostgreSQL, since they are run again for every mutant. */
export default defineConfig({
  test: {
    include: [
      'test/{app,domain}/**/*.test.ts',
      'test/envelopes/{aisensy,dialects,fields,fixtures,parse-body,text,timestamp}.test.ts',
      'test/phones/read-phone.test.ts',
      'test/alerts/{enclosures,engine-schedule,model,parse-rule,schedule,small-sample,ticker}.test.ts',
      'test/{metrics/metrics,trace/in-span,dashboard/span}.test.ts',
    ],
    // A bound for what hangs: the mutants' own time limit comes first.
    testTimeout: 300_000,
  },
})

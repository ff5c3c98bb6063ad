import { options } from './options.js'

/** `npm run mutants:rest`: use cases, and what adapters decide, with all tests but the slowest of the system's. */
export default {
  ...options,
  ignorePatterns: ['bench', 'dist'],
  mutate: [
    'src/app/**/*.ts',
    'src/adapters/{envelopes,spool,alert-rules,outage-file,heartbeat,backup-folder,log,metrics}/**/*.ts',
    'src/adapters/http/guard/**/*.ts',
    'src/compose/config/**/*.ts',
    '!src/**/ports.ts',
  ],
  inProcess: {
    setup: ['test/mutants/properties.ts'],
    globalSetup: 'test/support/global-postgres.ts',
    testTimeoutMs: 20_000,
    // In this order: most mutants are noticed by a quick one.
    tests: [
      'test/{domain,envelopes,app,dashboard}/**/*.test.ts',
      'test/{account,alerts,analytics,campaigns,cli,durability,http,link,metrics,ops,pages,phones}/**/*.test.ts',
      'test/{replies,security,sending,simulation,store}/**/*.test.ts',
      'test/system/link/{documents,at-once,both-ways,log}.test.ts',
      'test/system/durability/spool-damage.test.ts',
      'test/system/security/webhook-auth.test.ts',
    ],
    // They stop the clock, on which the runner's own limits stand.
    except: ['test/app/count-log.test.ts', 'test/alerts/ticker.test.ts'],
  },
  jsonReporter: { fileName: '.mutants/rest.json' },
}

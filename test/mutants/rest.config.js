import { options } from './options.js'

/** `npm run mutants:rest`: use cases, and what adapters decide without a database. */
export default {
  ...options,
  mutate: [
    'src/app/**/*.ts',
    'src/adapters/{envelopes,spool,alert-rules,outage-file,heartbeat,backup-folder,log,metrics}/**/*.ts',
    'src/adapters/http/guard/**/*.ts',
    'src/compose/config/**/*.ts',
    '!src/**/ports.ts',
  ],
  inProcess: {
    setup: ['test/mutants/properties.ts'],
    tests: ['test/{app,domain,envelopes,simulation}/**/*.test.ts'],
  },
  jsonReporter: { fileName: '.mutants/rest.json' },
}

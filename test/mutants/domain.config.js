import { options } from './options.js'

/** `npm run mutants`: the domain, with the quick tests that need no PostgreSQL. */
export default {
  ...options,
  mutate: ['src/domain/**/*.ts', '!src/domain/**/ports.ts'],
  inProcess: {
    setup: ['test/mutants/properties.ts'],
    testTimeoutMs: 5_000,
    // In this order: most mutants are noticed by a quick one.
    tests: [
      'test/domain/{account,alerts,analytics,campaigns,dashboard,link,messages,sending,text}/*.test.ts',
      'test/domain/{async,campaigns,contribution,failure-codes,identity,join,send-answers}.test.ts',
      'test/sending/{breaker,canary,choose,refusals,selection,stop-words,times}.test.ts',
      'test/{envelopes,phones}/{aisensy,dialects,fields,fixtures,inbound,news,parse-body,text,timestamp,read-phone,stored-phone}.test.ts',
      'test/alerts/{engine-schedule,logged,mail-context,mail-words,parse-rule,small-sample}.test.ts',
      'test/campaigns/list-dialects.test.ts',
      'test/{dashboard,replies}/{remembered,span,answered-by}.test.ts',
      'test/app/{halve,ingest,receive,group-commit,drain}.test.ts',
      'test/domain/memory-store.test.ts',
      'test/alerts/{model,schedule}.test.ts',
      'test/simulation/{past,plan,play}.test.ts',
    ],
  },
  jsonReporter: { fileName: '.mutants/domain.json' },
}

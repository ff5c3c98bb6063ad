/**
 * Mutation testing: `npm run mutants` (the domain), or some files: `npm run mutants -- -m 'src/app/ingest/*.ts'`.
 * Stryker changes the code in one place at a time and runs the tests that reach it; a mutant that none of them notices
 * is a test that is missing. It takes from minutes to hours, so it is not in the gate.
 */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutants.config.ts', related: false },
  mutate: ['src/domain/**/*.ts', '!src/domain/**/ports.ts'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  reporters: ['clear-text', 'json', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, skipFull: true },
  jsonReporter: { fileName: '.mutants/report.json' },
  htmlReporter: { fileName: '.mutants/report.html' },
  tempDirName: '.mutants/work',
  // Its helper for tsconfig.json needs the compiler's old API, which TypeScript 7 has not; nothing here reads that file.
  tsconfigFile: 'none.json',
  timeoutMS: 20_000,
  dryRunTimeoutMinutes: 15,
}

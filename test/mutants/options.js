import process from 'node:process'

/** What both runs of mutation testing share. */
export const options = {
  plugins: ['./test/mutants/runner.js', './test/mutants/score.js'],
  testRunner: 'in-process',
  coverageAnalysis: 'perTest',
  // What a module computes as it is loaded is not seen test by test: each such mutant would cost a run of everything.
  ignoreStatic: true,
  concurrency: 2,
  // Those of Stryker count what a sample leaves out as errors.
  reporters: process.env.MUTANTS_SAMPLE === undefined ? ['clear-text', 'json', 'score'] : ['score'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, skipFull: true },
  warnings: { unknownOptions: false },
  ignorePatterns: ['bench', 'ops', 'web', 'dist', 'test/system'],
  tempDirName: '.mutants/work',
  // Its helper for tsconfig.json needs the compiler's old API, which TypeScript 7 has not; nothing here reads that file.
  tsconfigFile: 'none.json',
  timeoutMS: 3_000,
  timeoutFactor: 2,
  dryRunTimeoutMinutes: 60,
}

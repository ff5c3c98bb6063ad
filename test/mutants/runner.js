import { register } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { commonTokens, declareFactoryPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin'
import {
  DryRunStatus,
  determineHitLimitReached,
  MutantRunStatus,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner'
import { globSync } from 'tinyglobby'
import { register as registerTypeScript } from 'tsx/esm/api'
import { inSample, leftOut } from './score.js'
import { collect, provide, runTest } from './vitest.js'

/**
 * A test runner for Stryker that loads all tests once and runs those that reach a mutant in its own process.
 * A mutant is switched on by a global variable, so only what a module computes while it is loaded cannot be mutated.
 */
function createRunner({ inProcess }) {
  globalThis.__stryker__ ??= {}
  const stryker = globalThis.__stryker__
  const roots = []
  const timeoutMs = inProcess.testTimeoutMs
  let tearDown = async () => {}
  return {
    capabilities: () => ({ reloadEnvironment: false }),
    async init() {
      register('./resolve.js', import.meta.url)
      registerTypeScript()
      // What a broken promise leaves behind belongs to a mutant that is over.
      process.on('unhandledRejection', () => {})
      // What is thrown in a callback of Node's fails the test that runs.
      process.on('uncaughtException', (error) => crash(error))
      if (inProcess.globalSetup !== undefined) {
        const { setup } = await import(pathToFileURL(path.resolve(inProcess.globalSetup)).href)
        tearDown = await setup({ provide })
      }
      const files = inProcess.tests.flatMap((pattern) =>
        globSync(pattern, { ignore: inProcess.except }).sort(),
      )
      for (const file of new Set([...inProcess.setup, ...files])) {
        roots.push(await collect(file, () => import(pathToFileURL(path.resolve(file)).href)))
      }
    },
    dispose: () => tearDown(),
    async dryRun() {
      const tests = await run(roots, {
        timeoutMs,
        bail: false,
        wanted: () => true,
        before: (id) => {
          stryker.currentTestId = id
        },
      })
      stryker.currentTestId = undefined
      // Those that look at the sources as they are written cannot pass on sources that were changed to be mutated.
      const failed = tests.filter(({ status }) => status === TestStatus.Failed)
      leftOut(failed)
      return {
        status: DryRunStatus.Complete,
        tests: tests.filter((test) => !failed.includes(test)),
        mutantCoverage: stryker.mutantCoverage,
      }
    },
    async mutantRun({ activeMutant, testFilter, hitLimit }) {
      // Stryker knows no samples; a mutant in error is in no score.
      if (!inSample(activeMutant)) return { status: MutantRunStatus.Error, errorMessage: 'not in the sample' }
      stryker.hitLimit = hitLimit
      stryker.hitCount = hitLimit ? 0 : undefined
      stryker.activeMutant = activeMutant.id
      const ids = testFilter && new Set(testFilter)
      const tests = await run(roots, {
        timeoutMs,
        bail: true,
        wanted: (id) => ids?.has(id) ?? true,
        before: () => {},
      })
      stryker.activeMutant = undefined
      return toMutantRunResult(
        determineHitLimitReached(stryker.hitCount, stryker.hitLimit) ?? {
          status: DryRunStatus.Complete,
          tests,
        },
      )
    },
  }
}
createRunner.inject = tokens(commonTokens.options)

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'in-process', createRunner)]

/** Runs the wanted tests suite by suite; ends at the first that fails where it bails. */
async function run(roots, { timeoutMs, bail, wanted, before }) {
  const results = []
  const visit = async (suite, prefix) => {
    const selected = (node, id) =>
      node.children ? node.children.some((c, i) => selected(c, `${id} › ${c.name} #${i}`)) : wanted(id)
    if (!selected(suite, prefix)) return
    let broken
    try {
      for (const hook of suite.beforeAll) await withTimeout(hook, timeoutMs)
    } catch (error) {
      broken = error
    }
    for (const [index, node] of suite.children.entries()) {
      const id = `${prefix} › ${node.name} #${index}`
      if (bail && results.some((r) => r.status === TestStatus.Failed)) break
      if (node.children) await visit(node, id)
      else if (wanted(id)) results.push(await attempt(node, id, broken))
    }
    for (const hook of suite.afterAll) await withTimeout(hook, timeoutMs).catch(() => {})
  }
  const attempt = async (test, id, broken) => {
    before(id)
    const began = performance.now()
    const done = (result) => ({ id, name: id, timeSpentMs: performance.now() - began, ...result })
    try {
      if (broken) throw broken
      await withTimeout(() => runTest(test), timeoutMs)
      return done({ status: TestStatus.Success })
    } catch (error) {
      return done({ status: TestStatus.Failed, failureMessage: String(error?.message ?? error) })
    }
  }
  for (const root of roots) {
    if (bail && results.some((r) => r.status === TestStatus.Failed)) break
    await visit(root, root.name)
  }
  return results
}

let crash = () => {}

/** A test that waits for what its mutant never does has failed. */
function withTimeout(work, timeoutMs) {
  let timer
  const timeout = new Promise((_, reject) => {
    crash = reject
    timer = setTimeout(() => reject(new Error('the test took too long')), timeoutMs)
  })
  return Promise.race([Promise.resolve().then(work), timeout]).finally(() => clearTimeout(timer))
}

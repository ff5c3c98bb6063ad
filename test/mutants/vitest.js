/**
 * What tests import as 'vitest' while mutants are tried: the tests are collected once, and run in this process as often as
 * there are mutants. Vitest itself starts a thread and loads every module again for each run: a second, where this takes
 * a few milliseconds. Only what the tests use is here.
 */
import process from 'node:process'
import { GLOBAL_EXPECT, JestAsymmetricMatchers, JestChaiExpect, JestExtend, setState } from '@vitest/expect'
import { fn, spyOn } from '@vitest/spy'
import * as chai from 'chai'

chai.use(JestExtend)
chai.use(JestChaiExpect)
chai.use(JestAsymmetricMatchers)
globalThis[GLOBAL_EXPECT] = chai.expect
setState({ assertionCalls: 0, isExpectingAssertions: false, expectedAssertionsNumber: null }, chai.expect)

const POLL_MS = 10
const POLL_TIMEOUT_MS = 2_000

async function waitFor(attempt, options) {
  const deadline = performance.now() + (options?.timeout ?? POLL_TIMEOUT_MS)
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (performance.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, options?.interval ?? POLL_MS))
    }
  }
}

/** `expect.poll(f).toEqual(x)`, also after `.not`. */
function poll(read, options) {
  const matcher = (path) =>
    new Proxy(() => {}, {
      get: (_, name) => matcher([...path, name]),
      apply: (_, __, args) =>
        waitFor(async () => {
          let assertion = chai.expect(await read())
          for (const name of path.slice(0, -1)) assertion = assertion[name]
          return assertion[path.at(-1)](...args)
        }, options),
    })
  return matcher([])
}

export const expect = Object.assign((value, message) => chai.expect(value, message), chai.expect, { poll })

const environment = new Map()
export const vi = {
  waitFor,
  spyOn,
  fn,
  stubEnv(name, value) {
    if (!environment.has(name)) environment.set(name, process.env[name])
    process.env[name] = value
  },
  unstubAllEnvs() {
    for (const [name, value] of environment) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
    environment.clear()
  },
}

const provided = new Map()
/** What a global setup makes known to the tests. */
export const provide = (name, value) => provided.set(name, value)
export const inject = (name) => provided.get(name)

/** The suite whose body is being read: tests and hooks are added to it. */
let suite = createSuite('', undefined)

function createSuite(name, parent) {
  return { name, parent, children: [], beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] }
}

/** Reads one file of tests: `load` imports it. */
export async function collect(file, load) {
  suite = createSuite(file, undefined)
  const root = suite
  await load()
  return root
}

export function describe(name, body) {
  const parent = suite
  suite = createSuite(name, parent)
  parent.children.push(suite)
  body()
  suite = parent
}

export function test(name, optionsOrBody, bodyOrTimeout) {
  const body = typeof optionsOrBody === 'function' ? optionsOrBody : bodyOrTimeout
  suite.children.push({ name, body, parent: suite })
}

const each = (define) => (cases) => (name, optionsOrBody, bodyOrTimeout) => {
  const body = typeof optionsOrBody === 'function' ? optionsOrBody : bodyOrTimeout
  // As Vitest has it: lists are lists of arguments where every case is one.
  const spread = cases.every(Array.isArray)
  cases.forEach((example, index) => {
    define(`${name} [${index}]`, () => (spread ? body(...example) : body(example)))
  })
}
describe.each = each(describe)
test.each = each(test)
describe.skipIf = (skipped) => (skipped ? () => {} : describe)
test.skipIf = (skipped) => (skipped ? () => {} : test)
test.runIf = (runs) => (runs ? test : () => {})

export const beforeAll = (hook) => suite.beforeAll.push(hook)
export const afterAll = (hook) => suite.afterAll.push(hook)
export const beforeEach = (hook) => suite.beforeEach.push(hook)
export const afterEach = (hook) => suite.afterEach.push(hook)

let finished = []
export const onTestFinished = (hook) => finished.push(hook)

/** Runs one test with its suites' hooks for each test; throws what failed. */
export async function runTest(test) {
  const suites = []
  for (let s = test.parent; s !== undefined; s = s.parent) suites.unshift(s)
  finished = []
  const cleanups = []
  try {
    for (const s of suites) {
      for (const hook of s.beforeEach) {
        const cleanup = await hook()
        if (typeof cleanup === 'function') cleanups.unshift(cleanup)
      }
    }
    await test.body({ onTestFinished, expect })
  } finally {
    for (const s of suites.toReversed()) for (const hook of s.afterEach) await hook()
    for (const cleanup of [...cleanups, ...finished]) await cleanup()
  }
}

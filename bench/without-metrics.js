import { register } from 'node:module'

// For bench/observability.ts alone: the built service with metrics that do nothing, to see what the real ones cost.
// Used as `node --import ./bench/without-metrics.js dist/app/main.js`.
const REPLACED = {
  '/dist/adapters/metrics/metrics.js': `
    const registry = { contentType: 'text/plain', metrics: async () => '' }
    const nothing = () => undefined
    export const createMetrics = () => new Proxy({}, { get: (_, name) => (name === 'registry' ? registry : nothing) })`,
  '/dist/adapters/postgres/watch.js': `
    export const OTHER_STEPS = []
    export const unwatched = (_step, run) => run()
    export const createTimingWatch = () => unwatched`,
}

const loader = `
  const replaced = ${JSON.stringify(REPLACED)}
  export async function load(url, context, next) {
    const [, source] = Object.entries(replaced).find(([path]) => url.endsWith(path)) ?? []
    return source === undefined ? next(url, context) : { format: 'module', source, shortCircuit: true }
  }`
register(`data:text/javascript,${encodeURIComponent(loader)}`)

import { register } from 'node:module'

// For bench/observability.ts alone: the built service with metrics that do nothing, to see what the real ones cost.
// Used as `node --import ./bench/without-metrics.js dist/main.js`. REAL stands for the module that is replaced.
const REPLACED = {
  '/dist/adapters/metrics/metrics.js': `
    import { createMetrics as create } from 'REAL'
    const nothing = () => undefined
    export const createMetrics = (options) =>
      Object.fromEntries(
        Object.entries(create(options)).map(([name, value]) => [name, typeof value === 'function' ? nothing : value]),
      )`,
  '/dist/adapters/postgres/connection/instrument.js': `
    export * from 'REAL'
    export const createTimingWatch = () => (_step, run) => run()`,
}

const loader = `
  const replaced = ${JSON.stringify(REPLACED)}
  export async function load(url, context, next) {
    const [, source] = Object.entries(replaced).find(([path]) => url.endsWith(path)) ?? []
    if (source === undefined) return next(url, context)
    return { format: 'module', source: source.replace('REAL', url + '?real'), shortCircuit: true }
  }`
register(`data:text/javascript,${encodeURIComponent(loader)}`)

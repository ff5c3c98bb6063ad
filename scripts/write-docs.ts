import { writeFileSync } from 'node:fs'
import { DEFINITIONS } from '../src/adapters/metrics/definitions.ts'
import { dashboard } from './dashboard.ts'
import { metricsPage } from './metrics-page.ts'

// Writes the files that are made from code; tests keep them equal.
write('docs/metrics.md', metricsPage(DEFINITIONS))
write('ops/grafana/dashboards/bluetick.json', `${JSON.stringify(dashboard(), undefined, 2)}\n`)

function write(path: string, text: string): void {
  writeFileSync(new URL(`../${path}`, import.meta.url), text)
}

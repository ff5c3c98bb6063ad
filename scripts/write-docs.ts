import { writeFileSync } from 'node:fs'
import { DEFINITIONS } from '../src/adapters/metrics/definitions.ts'
import { metricsPage } from './metrics-page.ts'

// Writes the pages of docs/ that are made from code; a test keeps them equal.
writeFileSync(new URL('../docs/metrics.md', import.meta.url), metricsPage(DEFINITIONS))

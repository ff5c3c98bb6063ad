import { parseRule } from '../../src/domain/alerts/parse-rule.ts'
import type { AlertBench } from './alert-bench.ts'

/** Fires while the table of the test says so. */
export const PROBE = parseRule(
  'probe',
  `--! severity: critical
--! fire: value > 0
--! for: 2m
--! repeat: 60m
--! summary: probe {{value}}
SELECT value, 10 AS samples FROM probe`,
)

/** Sets what the rule finds; undefined: nothing. */
export type Probe = (value: number | undefined) => Promise<void>

/** Makes the table of `PROBE`. */
export async function createProbe({ pool }: AlertBench): Promise<Probe> {
  await pool.query('CREATE TABLE probe (value INTEGER)')
  return async (value) => {
    await pool.query('TRUNCATE probe')
    if (value !== undefined) await pool.query('INSERT INTO probe VALUES ($1)', [value])
  }
}

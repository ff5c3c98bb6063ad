import { readCustomRules } from '../adapters/alert-rules/custom-rules.ts'
import { detailNames } from '../adapters/postgres/alerts/rule-runner.ts'
import { readSqlFolder } from '../adapters/postgres/schema/sql-files.ts'
import { type RuleSet, readRules } from '../app/alerts/rules.ts'
import type { Config } from './config/config.ts'

/**
 * The rules that ship and those of ALERTS_DIR.
 *
 * @throws Error where ALERTS_DIR cannot be read
 */
export async function loadRules(config: Config): Promise<RuleSet> {
  const folder = config.ALERTS_DIR
  const custom = folder === undefined ? [] : await readCustomRules(folder)
  const channels = (config.ALERT_CHANNELS ?? []).map(({ name }) => name)
  return readRules(readSqlFolder('alerts/rules'), custom, detailNames(), channels)
}

import type { SchemaNames } from '../schema/schema-names.ts'
import { loadSqlFolder } from '../schema/sql-files.ts'

/** Every statement of `sql/alerts/store`: a name without file, or a file without name, stops the start. */
const NAMES = [
  'acknowledge',
  'active-silences',
  'add-minutes',
  'claim-report',
  'claim-slot',
  'end-acknowledgements',
  'end-silence',
  'find-episode',
  'forget-states',
  'insert-mails',
  'insert-past-episode',
  'insert-signals',
  'insert-silence',
  'lease-mail',
  'list-alerts',
  'list-silences',
  'lock-composing',
  'mail-failed',
  'mail-sent',
  'mails-last-hour',
  'mark-composed',
  'mark-escalated',
  'now',
  'open-rules',
  'outbox-age',
  'release-mail',
  'reports-made',
  'retire-rule',
  'rules',
  'shared-key',
  'states',
  'tidy',
  'unmailed-signals',
  'waiting-signals',
  'write-episodes',
  'write-states',
] as const

export type AlertStatementName = (typeof NAMES)[number]
export type AlertStatements = Readonly<Record<AlertStatementName, string>>

/** Loads the statements of `sql/alerts/store`. */
export function loadAlertStatements(names: SchemaNames): AlertStatements {
  return loadSqlFolder('alerts/store', NAMES, names)
}

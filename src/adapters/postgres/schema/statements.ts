import { STATEMENT_NAMES, type StatementTypes } from '../sql.ts'
import type { SchemaNames } from './schema-names.ts'
import { readStatements } from './sql-files.ts'

/** The path of a statement's file under `sql`, without ending. */
export type StatementName = keyof StatementTypes

/** The texts of all statements, with the names of this database's schemas in them. */
export interface Statements {
  /**
   * Put together when it is asked for, since the database may be away when the service starts.
   *
   * @throws StoreUnavailableError while nobody knows the schemas' names yet
   */
  readonly text: (name: StatementName) => string
  /** The same for SQL that is not ours: rules, questions. */
  readonly qualify: (sql: string) => string
}

/** The statements on the way of a webhook: they have time series of their own, all others share one. */
const ON_THE_WAY: readonly StatementName[] = [
  'analytics/upkeep/add-to-rollups',
  'campaigns/campaigns-by-name',
  'campaigns/count-campaigns',
  'campaigns/count-breakdowns',
  'campaigns/delete-recipients',
  'campaigns/insert-campaigns',
  'campaigns/insert-recipients',
  'campaigns/lock-campaigns',
  'campaigns/lock-recipients',
  'campaigns/note-ranges',
  'campaigns/update-recipients',
  'messages/claim-ids',
  'messages/delete-messages',
  'messages/insert-messages',
  'messages/insert-rejects',
  'messages/lock-messages',
  'messages/update-messages',
]
export const WEBHOOK_STEPS: readonly string[] = ON_THE_WAY.map(stepOf)

/** The one loader of statements. A file that is missing is found by `checkSql`. */
export function loadStatements(names: SchemaNames): Statements {
  const texts = new Map(readStatements().map(({ name, text }) => [name, text]))
  const text = (name: string) => {
    const written = texts.get(name)
    if (written === undefined) throw new Error(`sql/${name}.sql is missing.`)
    return names.qualify(written)
  }
  return { text, qualify: names.qualify }
}

/** The steps of a folder's statements. */
export function stepsOf(folder: string): readonly string[] {
  return STATEMENT_NAMES.filter((name) => name.startsWith(`${folder}/`)).map(stepOf)
}

/** How a statement is called in metrics and traces: by its file. */
export function stepOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

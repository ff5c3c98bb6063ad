import { STATEMENT_NAMES, type StatementTypes } from '../sql.ts'
import type { SchemaNames } from './schema-names.ts'
import { readStatements } from './sql-files.ts'

/** The path of a statement's file under `sql`, without ending. */
export type StatementName = keyof StatementTypes

/** Folders whose statements some adapters still ask for by the file's name alone. */
const SHORT_FOLDERS = [
  'account',
  'analytics/upkeep',
  'campaigns',
  'connection',
  'messages',
  'replies',
  'stuck',
  'transactions',
] as const
type ShortFolder = (typeof SHORT_FOLDERS)[number]
type ShortNameOf<Name> = Name extends `${ShortFolder}/${infer Short}` ? Short : never
export type ShortName = ShortNameOf<StatementName>

/** The texts of all statements, with the names of this database's schemas in them. */
export type Statements = {
  /**
   * Put together when it is asked for, since the database may be away when the service starts.
   *
   * @throws StoreUnavailableError while nobody knows the schemas' names yet
   */
  readonly text: (name: StatementName) => string
} & Readonly<Record<ShortName, string>>

/** The statements on the way of a webhook: they have time series of their own, all others share one. */
export const WEBHOOK_STATEMENTS: readonly ShortName[] = [
  'add-to-rollups',
  'campaigns-by-name',
  'count-campaigns',
  'count-tallies',
  'delete-messages',
  'delete-recipients',
  'insert-campaigns',
  'insert-messages',
  'insert-recipients',
  'insert-rejects',
  'lock-messages',
  'lock-recipients',
  'update-messages',
  'update-recipients',
]

/** The one loader of statements. A file that is missing is found by `checkSql`. */
export function loadStatements(names: SchemaNames): Statements {
  const texts = new Map(readStatements().map(({ name, text }) => [name, text]))
  const text = (name: string) => {
    const written = texts.get(name)
    if (written === undefined) throw new Error(`sql/${name}.sql is missing.`)
    return names.qualify(written)
  }
  const statements = { text }
  for (const name of STATEMENT_NAMES) {
    if (!SHORT_FOLDERS.some((folder) => name.startsWith(`${folder}/`))) continue
    Object.defineProperty(statements, stepOf(name), { get: () => text(name) })
  }
  return statements as Statements
}

/** The steps of a folder's statements. */
export function stepsOf(folder: string): readonly string[] {
  return STATEMENT_NAMES.filter((name) => name.startsWith(`${folder}/`)).map(stepOf)
}

/** How a statement is called in metrics and traces: by its file. */
export function stepOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A named SQL text, as it is written in its file. */
export interface SqlFile {
  /** The file's name without ending. */
  readonly name: string
  readonly text: string
}

// `src` and `dist` lie at the same depth, so one path serves Node and Deno.
const SQL_FOLDER = fileURLToPath(new URL('../../../../sql/', import.meta.url))

/**
 * Reads every `.sql` file of one folder under `sql/`, in name order.
 *
 * @throws Error where a file lacks the header that says what it is for
 */
export function readSqlFolder(folder: string): readonly SqlFile[] {
  return readdirSync(`${SQL_FOLDER}${folder}`)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => ({ name: file.slice(0, -'.sql'.length), text: readSqlFile(`${folder}/${file}`) }))
}

/**
 * Reads one file by its path under `sql`.
 *
 * @throws Error where it is missing, or lacks the header that says what it is for
 */
export function readSqlFile(path: string): string {
  const text = readFileSync(`${SQL_FOLDER}${path}`, 'utf8')
  if (!text.startsWith('-- ')) {
    throw new Error(`sql/${path} has no header: start it with "-- " and what it is for.`)
  }
  return text
}

/** Folders whose files are found by their place when they are asked for: the code has no list of their names. */
export const OPEN_FOLDERS = [
  'alerts/rules',
  'alerts/summaries',
  'alerts/tables',
  'analytics/questions',
] as const

/** Statements on tables that are only known at run time: no server can check them before. */
const TEMPLATE_FOLDER = 'link/templates'

let statements: readonly SqlFile[] | undefined

/**
 * Every statement that the code asks for by its name, which is its path under `sql` without ending. In order of names;
 * read once.
 *
 * @throws Error where a file lacks the header that says what it is for
 */
export function readStatements(): readonly SqlFile[] {
  const isOpen = (folder: string) =>
    folder === 'migrations' || folder === TEMPLATE_FOLDER || OPEN_FOLDERS.some((open) => open === folder)
  const folders = readdirSync(SQL_FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => relative(SQL_FOLDER, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  statements ??= folders
    .filter((folder) => !isOpen(folder))
    .flatMap((folder) => readSqlFolder(folder).map(({ name, text }) => ({ name: `${folder}/${name}`, text })))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  return statements
}

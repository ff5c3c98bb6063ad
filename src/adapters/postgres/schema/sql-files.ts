import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A named SQL text. */
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
    .map((file) => {
      const text = readFileSync(`${SQL_FOLDER}${folder}/${file}`, 'utf8')
      if (!text.startsWith('-- ')) {
        throw new Error(`sql/${folder}/${file} has no header: start it with "-- " and what it is for.`)
      }
      return { name: file.slice(0, -'.sql'.length), text }
    })
}

/**
 * The texts of one folder under `sql/`, which must hold exactly the named files.
 *
 * @throws Error naming the file that is missing or that nothing uses
 */
export function loadSqlFolder<Name extends string>(
  folder: string,
  names: readonly Name[],
): Readonly<Record<Name, string>> {
  const files = readSqlFolder(folder)
  const orphan = files.find((file) => names.every((name) => name !== file.name))
  if (orphan !== undefined) throw new Error(`sql/${folder}/${orphan.name}.sql is used by nothing: delete it.`)
  const texts = Object.fromEntries(files.map((file) => [file.name, file.text]))
  const missing = names.find((name) => texts[name] === undefined)
  if (missing !== undefined) throw new Error(`sql/${folder}/${missing}.sql is missing.`)
  return texts as Record<Name, string>
}

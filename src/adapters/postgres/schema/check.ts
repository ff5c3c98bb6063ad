import type { Pool } from 'pg'
import { readSqlHeader, valuesOfKey } from '../../../domain/text/sql-header.ts'
import { bindNames, splitStatements } from '../../../domain/text/sql-text.ts'
import { isAway, rethrow } from '../connection/errors.ts'
import { STATEMENT_NAMES } from '../sql.ts'
import { type Description, describeStatement } from './describe.ts'
import type { SchemaNames } from './schema-names.ts'
import { OPEN_FOLDERS, readSqlFolder, readStatements, type SqlFile } from './sql-files.ts'

/** Every file of `sql` but the migrations, named by its path. */
export function readCheckedFiles(): readonly SqlFile[] {
  const open = OPEN_FOLDERS.flatMap((folder) =>
    readSqlFolder(folder).map(({ name, text }) => ({
      name: `${folder}/${name}`,
      text: bindNames(text).text,
    })),
  )
  return [...readStatements(), ...open]
}

/**
 * Has the server parse and analyse each file, so that a broken one stops the start and not a batch or a mail at night.
 * Leaves nothing behind, and works behind a pooler.
 *
 * @throws Error naming the file, with the server's words
 */
export async function checkSql(
  pool: Pool,
  names: SchemaNames,
  files: readonly SqlFile[] = readCheckedFiles(),
): Promise<void> {
  const missing = STATEMENT_NAMES.find((name) => files.every((file) => file.name !== name))
  if (missing !== undefined) throw new Error(`sql/${missing}.sql is missing.`)
  const client = await pool.connect().catch(rethrow)
  try {
    for (const { name, text } of files) {
      for (const statement of splitStatements(names.qualify(text))) {
        const { columns } = await describeStatement(client, statement).catch((cause: unknown) => {
          if (isAway(cause)) rethrow(cause)
          throw new Error(`sql/${name}.sql does not fit the database: ${String(cause)}`, { cause })
        })
        checkColumns(name, text, columns)
      }
    }
  } finally {
    client.release()
  }
}

/** The columns that a header describes must be those that the query gives, in this order. */
function checkColumns(name: string, text: string, columns: Description['columns']): void {
  const described = valuesOfKey(readSqlHeader(text), 'column').map((value) => value.split(' ')[0])
  if (described.length === 0) return
  const given = columns.map((column) => column.name)
  if (described.join() === given.join()) return
  throw new Error(`sql/${name}.sql gives ${given.join(', ')}; its header describes ${described.join(', ')}.`)
}

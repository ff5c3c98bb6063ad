import type { Role, Shape } from '../../../domain/link/shape.ts'
import { readSqlFolder } from '../schema/sql-files.ts'

type TemplateName =
  | 'create-trigger'
  | 'drop-trigger'
  | 'insert-rows'
  | 'lock-rows-by'
  | 'rows-after'
  | 'rows-by'
  | 'update-rows'

let templates: ReadonlyMap<string, string> | undefined

/**
 * The statement for a table of theirs: the one place where names that are not ours come into SQL, each of them quoted.
 *
 * @param written the columns that the statement writes
 */
export function statementFor(
  name: TemplateName,
  shape: Shape,
  written: readonly string[] = [],
  column: Shape['key'] = shape.key,
): string {
  templates ??= new Map(readSqlFolder('link/templates').map((file) => [file.name, file.text]))
  const text = templates.get(name)
  if (text === undefined) throw new Error(`sql/link/templates/${name}.sql is missing.`)
  const values: Readonly<Record<string, string>> = {
    table: `${quoted(shape.schema)}.${quoted(shape.name)}`,
    key: quoted(shape.key.name),
    key_name: literal(shape.key.name),
    name: literal(shape.name),
    column: quoted(column.name),
    // As the server itself writes it.
    type: column.type,
    columns: written.map(quoted).join(', '),
    inserted: written.map((one) => `p.${quoted(one)}`).join(', '),
    assignments: written
      .map((one) => {
        const place = quoted(one)
        return `${place} = CASE WHEN u.row ? ${literal(one)} THEN p.${place} ELSE t.${place} END`
      })
      .join(', '),
    values: `jsonb_build_object(${[...shape.roles].map(shownValue).join(', ')})`,
  }
  return text.replace(/\{\{(\w+)\}\}/g, (place, of: string) => values[of] ?? place)
}

/** Ids as text, for numbers lose digits in JSON. */
function shownValue([role, { name, category }]: readonly [Role, Shape['key']]): string {
  const isId = role.endsWith('_id')
  return `${literal(role)}, t.${quoted(name)}${isId || category === 'E' ? '::text' : ''}`
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

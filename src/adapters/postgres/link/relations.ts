import { groupBy } from '../../../domain/link/group-by.ts'
import type { Column, Relation, TableName } from '../../../domain/link/shape.ts'
import type { RowOf } from '../connection/query.ts'

type CatalogueRow = RowOf<'link/catalogue'>

const QUOTED = /'((?:[^']|'')*)'/g

/** The catalogue's rows, by relation. */
export function relationsOf(schema: string, rows: readonly CatalogueRow[]): readonly Relation[] {
  const byName = groupBy(rows, (row) => row.table_name as TableName)
  return [...byName].map(([name, columns]) => ({
    schema,
    name,
    kind: columns[0]?.kind ?? '',
    mayTrigger: columns[0]?.may_trigger ?? false,
    columns: columns.map(columnOf),
  }))
}

function columnOf(row: CatalogueRow): Column {
  const checked = quotedIn(row.checks)
  const isClosed = row.labels.length > 0 || checked.length > 0
  return {
    name: row.name,
    type: row.type,
    category: row.category,
    maxCharacters: row.max_characters,
    isRequired: row.is_required,
    hasDefault: row.has_default,
    isGenerated: row.is_generated,
    keyPlace: row.key_place,
    isUnique: row.is_unique,
    isIndexed: row.is_indexed,
    mayRead: row.may_read,
    mayUpdate: row.may_update,
    mayInsert: row.may_insert,
    words: isClosed ? [...row.labels, ...checked] : quotedIn(row.default_text),
    isClosed,
  }
}

function quotedIn(text: string): readonly string[] {
  return [...text.matchAll(QUOTED)].map(([, word = '']) => word.replaceAll("''", "'"))
}

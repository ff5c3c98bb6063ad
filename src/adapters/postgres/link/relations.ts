import type { Column, Relation, TableName } from '../../../domain/link/shape.ts'
import { statusOfWord } from '../../../domain/link/words.ts'
import type { RowOf } from '../connection/query.ts'

type CatalogueRow = RowOf<'link/catalogue'>

const QUOTED = /'((?:[^']|'')*)'/g
/** What a check names without allowing it: `status <> ''`, and patterns. */
const NOT_ALLOWED = /(?:<>|!?~~?\*?)\s*'(?:[^']|'')*'/g

/** A relation from its rows in the catalogue; none where there is no such. */
export function relationOf(
  schema: string,
  name: TableName,
  rows: readonly CatalogueRow[],
): Relation | undefined {
  const [first] = rows
  if (first === undefined) return undefined
  return {
    schema,
    name,
    oid: first.relation,
    kind: first.kind,
    columns: rows.map(columnOf),
    mayTrigger: first.may_trigger,
    isOwner: first.is_owner,
    hasHeirs: first.has_heirs,
    hidesRows: first.hides_rows,
    hasTrigger: first.has_trigger,
    notedKeys: first.noted_keys,
  }
}

function columnOf(row: CatalogueRow): Column {
  const checked = quotedIn(row.checks.replace(NOT_ALLOWED, ''))
  const isClosed = row.labels.length > 0 || checked.some((word) => statusOfWord(word) !== undefined)
  return {
    name: row.name,
    type: row.type,
    sqlType: row.sql_type,
    category: row.category,
    maxCharacters: row.max_characters,
    isRequired: row.is_required,
    hasDefault: row.has_default,
    isGenerated: row.is_generated,
    keyPlace: row.key_place,
    isUnique: row.is_unique,
    isIndexed: row.is_indexed,
    isReferenced: row.is_referenced,
    mayRead: row.may_read,
    mayUpdate: row.may_update,
    mayInsert: row.may_insert,
    words: isClosed ? [...row.labels, ...checked] : quotedIn(row.default_text),
    isClosed,
    otherWords: isClosed ? [] : checked,
  }
}

function quotedIn(text: string): readonly string[] {
  return [...text.matchAll(QUOTED)].map(([, word = '']) => word.replaceAll("''", "'"))
}

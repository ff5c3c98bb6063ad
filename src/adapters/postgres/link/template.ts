import type { Column, Role, Shape } from '../../../domain/link/shape.ts'
import { readSqlFolder } from '../schema/sql-files.ts'

type TemplateName =
  | 'create-trigger'
  | 'insert-rows'
  | 'lock-rows-by'
  | 'new-rows-after'
  | 'new-rows-by'
  | 'rows-after'
  | 'rows-by'
  | 'shared-id'
  | 'update-rows'

let templates: ReadonlyMap<string, string> | undefined

/** By which column rows are found; absent: by their key. */
export interface StatementOptions {
  /** The columns that the statement writes. */
  readonly written?: readonly string[]
  readonly by?: Column
}

/**
 * The statement for a table of theirs: the one place where names that are not ours come into SQL, each of them quoted.
 */
export function statementFor(
  name: TemplateName,
  shape: Shape,
  { written = [], by }: StatementOptions = {},
): string {
  templates ??= new Map(readSqlFolder('link/templates').map((file) => [file.name, file.text]))
  const text = templates.get(name)
  if (text === undefined) throw new Error(`sql/link/templates/${name}.sql is missing.`)
  const sought = by === undefined ? shape.keys : [by]
  const order = shape.keys.map(columnOf).join(', ')
  const values: Readonly<Record<string, string>> = {
    table: `${quoted(shape.schema)}.${quoted(shape.name)}`,
    key: shownKey(shape.keys),
    key_names: shape.keys.map((key) => literal(key.name)).join(', '),
    name: literal(shape.name),
    column: quoted(by?.name ?? shape.keys[0].name),
    order,
    after: readKey(shape.keys, '$1'),
    place: `(${sought.map(columnOf).join(', ')})`,
    wanted: readKey(sought, 'k'),
    valid: isKey(sought),
    joined: readKey(shape.keys, "(u.row ->> 'key')"),
    columns: written.map(quoted).join(', '),
    typed: typedColumns(shape, written),
    inserted: written.map((one) => `p.${quoted(one)}`).join(', '),
    assignments: written.map((one) => assignment(shape, one)).join(', '),
    values: `jsonb_build_object(${[...shape.roles].map(shownValue).join(', ')})`,
  }
  return text.replace(/\{\{(\w+)\}\}/g, (place, of: string) => values[of] ?? place)
}

/** The columns that are read from JSON. */
function typedColumns({ columns }: Shape, written: readonly string[]): string {
  return columns
    .filter(({ name }) => written.includes(name))
    .map(({ name, sqlType }) => `${quoted(name)} ${sqlType}`)
    .join(', ')
}

/** A value that is an object is put into theirs by the server: numbers of theirs lose nothing on the way. */
function assignment({ name, roles }: Shape, written: string): string {
  const [place, news] = [quoted(written), `u.row -> 'values' -> ${literal(written)}`]
  const status = name === 'broadcasts_messages' ? roles.get('status') : undefined
  const given = `WHEN u.row -> 'values' ? ${literal(written)} THEN p.${place} ELSE t.${place} END`
  if (status?.name !== written || status.category === 'E') return `${place} = CASE ${given}`
  const isJson = status.type === 'json' || status.type === 'jsonb'
  const text = isJson ? `(t.${place} #>> '{}')` : `t.${place}::text`
  const theirs = `CASE WHEN ${text} IS JSON OBJECT THEN ${text}::jsonb ELSE '{}' END`
  return `${place} = CASE WHEN jsonb_typeof(${news}) = 'object' THEN ((${theirs}) || (${news}))::${status.sqlType} ${given}`
}

/**
 * A key as text: of one column its value, of several a JSON array. `bluetick.key_statement` does the same for the trigger. Compared as
 * ours are: theirs may have a collation of their own, and the server would not know by which of the two.
 */
function shownKey(keys: Shape['keys']): string {
  const [first, ...others] = keys
  const shown =
    others.length === 0 ? shownPart(first) : `jsonb_build_array(${keys.map(shownPart).join(', ')})::text`
  return `(${shown}) COLLATE pg_catalog."C"`
}

/** Times as in JSON, and in UTC, whatever the session's zone is. */
function shownPart(key: Column): string {
  const column = columnOf(key)
  if (key.type.startsWith('timestamp with '))
    return `(to_jsonb(${column} AT TIME ZONE 'UTC') #>> '{}') || 'Z'`
  return key.category === 'D' ? `to_jsonb(${column}) #>> '{}'` : `${column}::text`
}

/** The columns of a key, read from its text. Types are as the server itself writes them. */
function readKey(keys: readonly Column[], text: string): string {
  const [first, ...others] = keys
  if (others.length === 0) return `${text}::text::${first?.sqlType}`
  return keys.map((key, place) => `(${text}::jsonb ->> ${place})::${key.sqlType}`).join(', ')
}

/** Whether a text, `k`, can be a key at all: keys of ours may be no keys of theirs. */
function isKey(keys: readonly Column[]): string {
  const [first, ...others] = keys
  return others.length === 0 ? `pg_input_is_valid(k, ${literal(first?.sqlType ?? '')})` : 'k IS JSON ARRAY'
}

function columnOf({ name }: Column): string {
  return `t.${quoted(name)}`
}

/** Ids as text, for numbers lose digits in JSON. JSON of theirs that only their own type can hold, say with a `\u0000`, as text, too. */
function shownValue([role, { name, category, type }]: readonly [Role, Column]): string {
  const column = `t.${quoted(name)}`
  const text = `${column}::text`
  if (type === 'json')
    return `${literal(role)}, CASE WHEN pg_input_is_valid(${text}, 'jsonb') THEN to_jsonb(${column}) ELSE to_jsonb(${text}) END`
  return `${literal(role)}, ${/(^|_)id$/.test(role) || category === 'E' ? text : column}`
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

import type { PoolClient } from 'pg'
import { type Description, describeStatement } from '../src/adapters/postgres/schema/describe.ts'
import type { SqlFile } from '../src/adapters/postgres/schema/sql-files.ts'
import { readSqlHeader, valuesOfKey } from '../src/domain/text/sql-header.ts'
import { splitStatements } from '../src/domain/text/sql-text.ts'

/** What a parameter of a type takes, and what a column of it gives, as `pg` reads and writes them. */
const TYPES: Readonly<Record<string, readonly [parameter: string, column: string]>> = {
  bool: ['boolean', 'boolean'],
  bytea: ['Uint8Array', 'Buffer'],
  float4: ['number', 'number'],
  float8: ['number', 'number'],
  int2: ['number', 'number'],
  int4: ['number', 'number'],
  int8: ['number | string | bigint', 'string'],
  json: ['string', 'unknown'],
  jsonb: ['string', 'unknown'],
  name: ['string', 'string'],
  numeric: ['number | string', 'string'],
  oid: ['number', 'number'],
  pg_lsn: ['string', 'string'],
  record: ['never', 'unknown'],
  regclass: ['string', 'string'],
  text: ['string', 'string'],
  tid: ['string', 'string'],
  timestamp: ['Date | string', 'Date'],
  timestamptz: ['Date | string', 'Date'],
  uuid: ['string', 'string'],
  varchar: ['string', 'string'],
  void: ['never', 'unknown'],
}

/** Arrays that `pg` reads otherwise than their elements. */
const ARRAY_COLUMNS: Readonly<Record<string, string>> = { numeric: 'number' }

interface TypeName {
  readonly oid: number
  readonly name: string
  /** The type of an array's elements. */
  readonly element: string | null
}

interface Catalogue {
  readonly types: ReadonlyMap<number, TypeName>
  /** Columns of tables that are never NULL: "table.column", by their numbers. */
  readonly notNull: ReadonlySet<string>
}

/** A statement of `sql`, with its path there without ending: "archive/bodies-after". */
export type Statement = SqlFile

/** The source of `src/adapters/postgres/sql.ts`: what the server says of each statement. */
export async function sqlTypes(client: PoolClient, statements: readonly Statement[]): Promise<string> {
  const described: { readonly statement: Statement; readonly description: Description }[] = []
  for (const statement of statements) {
    // Several statements sent as one text cannot be described, take no parameters and give no rows.
    const isScript = splitStatements(statement.text).length > 1
    const nothing: Description = { parameters: [], columns: [] }
    const description = isScript ? nothing : await describe(client, statement)
    described.push({ statement, description })
  }
  const { rows } = await client.query<TypeName>(
    `SELECT t.oid::int8::int4 AS oid, t.typname AS name, e.typname AS element
     FROM pg_type t LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'`,
  )
  const filled = await client.query<{ column: string }>(
    `SELECT attrelid || '.' || attnum AS column FROM pg_attribute WHERE attnotnull`,
  )
  const catalogue: Catalogue = {
    types: new Map(rows.map((type) => [type.oid, type])),
    notNull: new Set(filled.rows.map(({ column }) => column)),
  }
  const entries = described.map(({ statement, description }) => entryOf(statement, description, catalogue))
  const usesBuffer = entries.some((entry) => entry.includes('Buffer'))
    ? "import type { Buffer } from 'node:buffer'\n\n"
    : ''
  return `// Made by "npm run sql" from the server's description of the files in sql/. Not edited by hand.
${usesBuffer}export interface StatementTypes {
${entries.join('\n')}
}

export const STATEMENT_NAMES: readonly (keyof StatementTypes)[] = [
${statements.map(({ name }) => `  '${name}',`).join('\n')}
]
`
}

function describe(client: PoolClient, { name, text }: Statement): Promise<Description> {
  return describeStatement(client, text).catch((cause: unknown) => {
    throw new Error(`sql/${name}.sql does not fit the schema: ${String(cause)}`, { cause })
  })
}

function entryOf(
  { name, text }: Statement,
  { parameters, columns }: Description,
  { types, notNull: columnsNotNull }: Catalogue,
): string {
  const notNull = valuesOfKey(readSqlHeader(text), 'not-null').flatMap((value) => value.split(/,\s*/))
  const unknown = notNull.find((column) => column !== '*' && columns.every((known) => known.name !== column))
  if (unknown !== undefined)
    throw new Error(`sql/${name}.sql: "not-null" names ${unknown}, which is no column.`)
  const mayLackRows = /\b(LEFT|RIGHT|FULL|GROUPING|ROLLUP|CUBE)\b/i.test(text)
  const isNotNull = ({ name, table, tableColumn }: Description['columns'][number]) =>
    notNull.includes(name) ||
    notNull.includes('*') ||
    (!mayLackRows && columnsNotNull.has(`${table}.${tableColumn}`))
  const place = `sql/${name}.sql`
  const tuple = parameters.map((oid) => `${parameterType(oid, types, place)} | null`)
  const row = columns.map((column) => {
    const type = columnType(column.type, types, place)
    const nullable = type === 'unknown' || isNotNull(column) ? '' : ' | null'
    return `readonly ${/^\w+$/.test(column.name) ? column.name : `'${column.name}'`}: ${type}${nullable}`
  })
  return `  '${name}': {
    parameters: [${tuple.join(', ')}]
    row: ${row.length === 0 ? 'never' : `{ ${row.join('; ')} }`}
  }`
}

function parameterType(oid: number, types: ReadonlyMap<number, TypeName>, place: string): string {
  const { name, element } = typeOf(oid, types, place)
  if (element === null) return pairOf(name, place)[0]
  const [type] = pairOf(element, place)
  return `readonly (${type} | null)[]`
}

function columnType(oid: number, types: ReadonlyMap<number, TypeName>, place: string): string {
  const { name, element } = typeOf(oid, types, place)
  if (element === null) return pairOf(name, place)[1]
  return `${ARRAY_COLUMNS[element] ?? pairOf(element, place)[1]}[]`
}

function typeOf(oid: number, types: ReadonlyMap<number, TypeName>, place: string): TypeName {
  const type = types.get(oid)
  if (type === undefined) throw new Error(`${place}: no type has the id ${oid}.`)
  return type
}

function pairOf(name: string, place: string): readonly [string, string] {
  const pair = TYPES[name]
  if (pair === undefined) {
    throw new Error(
      `${place}: no TypeScript type is known for ${name}: add it to TYPES in scripts/sql-types.ts.`,
    )
  }
  return pair
}

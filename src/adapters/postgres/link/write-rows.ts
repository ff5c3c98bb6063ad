import type { PoolClient } from 'pg'
import { groupBy } from '../../../domain/link/group-by.ts'
import type { TheirRow, Values } from '../../../domain/link/ports.ts'
import type { Shape } from '../../../domain/link/shape.ts'
import { rethrow } from '../connection/errors.ts'
import { statementFor } from './template.ts'

/** Values for columns of one row of theirs. */
export interface RowUpdate {
  readonly key: string
  readonly values: Values
}

/** A row of theirs as it is after it was written. */
export interface UpdatedRow extends TheirRow {
  /** The key that it had before. */
  readonly was: string
}

/** @param shaped rows that have the columns of all that is ever written: of these the statement is made */
export async function updateRows(
  client: PoolClient,
  shape: Shape,
  rows: readonly RowUpdate[],
  shaped: readonly RowUpdate[] = rows,
): Promise<readonly UpdatedRow[]> {
  const columns = new Set(shaped.flatMap(({ values }) => Object.keys(values)))
  const sent = rows.map(({ key, values }) => ({ key, values }))
  return write(client, statementFor('update-rows', shape, { written: [...columns] }), sent)
}

/** Rows of the same columns at a time: what a row says nothing of is left to the column's default. */
export async function insertRows(
  client: PoolClient,
  shape: Shape,
  rows: readonly Values[],
  shaped: readonly Values[] = rows,
): Promise<readonly TheirRow[]> {
  const by = shape.roles.get('message_id')
  const columnsOf = (row: Values) => Object.keys(row).join()
  const alike = groupBy(rows, columnsOf)
  const written: TheirRow[] = []
  for (const [columns, [first = {}]] of groupBy(shaped, columnsOf)) {
    const options = { written: Object.keys(first), ...(by !== undefined && { by }) }
    written.push(
      ...(await write(client, statementFor('insert-rows', shape, options), alike.get(columns) ?? [])),
    )
  }
  return written
}

async function write<Row extends TheirRow>(client: PoolClient, text: string, rows: readonly object[]) {
  return (await client.query<Row>(text, [JSON.stringify(rows)]).catch(rethrow)).rows
}

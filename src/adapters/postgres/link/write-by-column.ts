import type { PoolClient } from 'pg'
import type { TheirRow, Values } from '../../../domain/link/ports.ts'
import type { Shape } from '../../../domain/link/shape.ts'
import { StoreUnavailableError } from '../../../domain/messages/ports.ts'
import { isOfTheServer, messageOf, sqlStateOf } from '../connection/errors.ts'
import type { Query } from '../connection/query.ts'
import type { Change, Insert, Refusal, Writer } from './write-back.ts'
import { insertRows, type RowUpdate, type UpdatedRow, updateRows } from './write-rows.ts'

/** Writes what their table takes of a row, and finds the columns that it refuses. Far dearer than writing rows at once. */
export function createWriterByColumn(client: PoolClient, run: Query, shape: Shape): Writer {
  /** Undoes what was refused, and nothing else. */
  async function attempt<T>(write: () => Promise<T>): Promise<T | Omit<Refusal, 'column'>> {
    await run('transactions/savepoint')
    try {
      const result = await write()
      await run('transactions/release-savepoint')
      return result
    } catch (error) {
      const cause = error instanceof StoreUnavailableError ? error.cause : error
      const code = sqlStateOf(cause)
      if (code === undefined || isOfTheServer(code)) throw error
      await run('transactions/back-to-savepoint')
      await run('transactions/release-savepoint')
      return { code, reason: messageOf(cause) }
    }
  }

  async function update({ key, values }: RowUpdate) {
    let row: UpdatedRow | undefined
    const tryColumns = async (columns: readonly string[]) => {
      const some = Object.fromEntries(columns.map((column) => [column, values[column]]))
      const outcome = await attempt(() => updateRows(client, shape, [{ key: row?.key ?? key, values: some }]))
      if ('code' in outcome) return outcome
      if (outcome[0] !== undefined) row = { ...outcome[0], was: key }
      return undefined
    }
    let left = Object.keys(values)
    // Mostly it is one of them, and the others may go only together.
    if (left.length > 2)
      for (const column of left) {
        if ((await tryColumns(left.filter((one) => one !== column))) !== undefined) continue
        left = [column]
        break
      }
    // One may go when another has gone, and some go only in pairs.
    const refused = new Map<string, Refusal>()
    for (let before = Number.POSITIVE_INFINITY; left.length < before; ) {
      before = left.length
      for (const some of [...left.map((column) => [column]), ...pairsOf(left)]) {
        if (!some.every((column) => left.includes(column))) continue
        const refusal = await tryColumns(some)
        if (refusal === undefined) left = left.filter((column) => !some.includes(column))
        else if (some.length === 1) for (const column of some) refused.set(column, { column, ...refusal })
      }
    }
    return { row, refused: left.flatMap((column) => refused.get(column) ?? []) }
  }

  /** The row with what it cannot be without; what else there is to say of it is written to it then. */
  async function insert(values: Values): Promise<{ row: TheirRow | undefined; refused: readonly Refusal[] }> {
    const all = Object.entries(values)
    const needed = Object.fromEntries(all.filter(([column]) => isNeeded(shape, column)))
    const [row] = await insertRows(client, shape, [needed])
    const rest = Object.fromEntries(all.filter(([column]) => !(column in needed)))
    if (row === undefined || Object.keys(rest).length === 0) return { row, refused: [] }
    const written = await update({ key: row.key, values: rest })
    return { row: written.row ?? row, refused: written.refused }
  }

  return {
    async update(changes: readonly Change[]) {
      await run('transactions/check-constraints')
      const results: UpdatedRow[] = []
      const refused = new Map<Change, readonly Refusal[]>()
      for (const change of changes) {
        const written = await update(change)
        if (written.row !== undefined) results.push(written.row)
        refused.set(change, written.refused)
      }
      return { results, waiting: new Set(), refused }
    },
    async insert(inserts: readonly Insert[]) {
      const results: TheirRow[] = []
      const refused = new Map<Insert, readonly Refusal[]>()
      for (const one of inserts) {
        const written = await insert(one.values)
        if (written.row !== undefined) results.push(written.row)
        refused.set(one, written.refused)
      }
      return { results, waiting: new Set(), refused }
    },
  }
}

function pairsOf<T>(all: readonly T[]): readonly (readonly T[])[] {
  return all.flatMap((one, place) => all.slice(place + 1).map((other) => [one, other]))
}

function isNeeded({ columns, keys, roles }: Shape, name: string): boolean {
  const column = columns.find((one) => one.name === name)
  if (column === undefined || column === roles.get('message_id') || keys.includes(column)) return true
  return column.isRequired && !column.hasDefault
}

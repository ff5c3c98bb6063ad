import type { Connection, PoolClient, Submittable } from 'pg'

/** What the server says of a statement; types are object ids of `pg_type`. */
export interface Description {
  readonly parameters: readonly number[]
  readonly columns: readonly {
    readonly name: string
    readonly type: number
    /** The table and its column that this is, where it is one as it stands; else 0. */
    readonly table: number
    readonly tableColumn: number
  }[]
}

interface Field {
  readonly name: string
  readonly dataTypeID: number
  readonly tableID: number
  readonly columnID: number
}

/** What `pg` calls on what it is given to submit, as far as a description needs. */
interface Handlers extends Submittable {
  /** Replaced by `pg`, which calls what was there and stops its own timer. */
  callback(error?: Error | null): void
  handleRowDescription(message: { readonly fields: readonly Field[] }): void
  handleError(error: Error): void
  handleReadyForQuery(): void
}

/**
 * Has the server parse and analyse a statement, and describe it, without running it. Leaves nothing behind: the
 * statement has no name, and one round trip is all there is, so it works behind a transaction pooler.
 *
 * @throws what the server says where the statement does not fit the database
 */
export function describeStatement(client: PoolClient, text: string): Promise<Description> {
  return new Promise((resolve, reject) => {
    let parameters: readonly number[] = []
    let columns: Description['columns'] = []
    let stopListening = () => {}
    const handlers: Handlers = {
      callback(error) {
        stopListening()
        if (error) reject(error)
        else resolve({ parameters, columns })
      },
      submit(connection: Connection) {
        const onParameters = ({ dataTypeIDs }: { readonly dataTypeIDs: readonly number[] }) => {
          parameters = dataTypeIDs
        }
        connection.once('parameterDescription', onParameters)
        stopListening = () => connection.off('parameterDescription', onParameters)
        connection.parse({ name: '', text, types: [] }, true)
        connection.describe({ type: 'S', name: '' }, true)
        connection.sync()
      },
      handleRowDescription({ fields }) {
        columns = fields.map(({ name, dataTypeID, tableID, columnID }) => ({
          name,
          type: dataTypeID,
          table: tableID,
          tableColumn: columnID,
        }))
      },
      handleError(error) {
        handlers.callback(error)
      },
      handleReadyForQuery() {
        handlers.callback(null)
      },
    }
    client.query(handlers)
  })
}

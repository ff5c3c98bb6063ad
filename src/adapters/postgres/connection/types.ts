import pg from 'pg'

const TIMES: ReadonlySet<number> = new Set([pg.types.builtins.TIMESTAMPTZ, pg.types.builtins.TIMESTAMP])
const EARLIEST_MS = Date.UTC(1000, 0)
const END_MS = Date.UTC(10_000, 0)

/**
 * How values are read from the wire: as the driver does, but for times. `infinity`, and what no calendar in use has (years with fewer
 * or more than four digits), are no times: null. Others may write them.
 */
export const getTypeParser: typeof pg.types.getTypeParser = ((oid: number, format?: 'text' | 'binary') => {
  const read = pg.types.getTypeParser(oid, format as 'text')
  if (!TIMES.has(oid)) return read
  return (text: string) => {
    const time: unknown = read(text)
    const ms = time instanceof Date ? time.getTime() : Number.NaN
    return ms >= EARLIEST_MS && ms < END_MS ? time : null
  }
}) as typeof pg.types.getTypeParser

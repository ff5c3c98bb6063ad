import { readSync, writeSync } from 'node:fs'
import { pgDump } from '@electric-sql/pglite-tools/pg_dump'

// pg_dump of the arguments, printed. It asks and wants its answer at once; file descriptor 3 leads to the server.

type Asked = Parameters<typeof pgDump>[0]['pg']

const WIRE = 3
const CHUNK_BYTES = 65_536
const TERMINATE = 'X'.charCodeAt(0)

/** Whether the server waits for what comes next: whole messages, of which the last says so (protocol 3.0, "Message Formats"). */
function isWhole(answer: Buffer): boolean {
  let last = ''
  let at = 0
  while (at + 5 <= answer.length) {
    const type = answer.toString('latin1', at, at + 1)
    // An authentication that goes on names how; 0 says that it is over.
    last = type === 'R' ? `R${answer.readInt32BE(at + 5)}` : type
    at += 1 + answer.readInt32BE(at + 1)
  }
  return at === answer.length && /^(Z|R([1-9]|1[01]))$/.test(last)
}

function ask(bytes: Uint8Array): Buffer {
  writeSync(WIRE, bytes)
  let answer: Buffer = Buffer.alloc(0)
  if (bytes[0] === TERMINATE) return answer
  const chunk = Buffer.alloc(CHUNK_BYTES)
  do {
    const length = readSync(WIRE, chunk)
    // The server has closed the connection: what it said before is all.
    if (length === 0) break
    answer = Buffer.concat([answer, chunk.subarray(0, length)])
  } while (!isWhole(answer))
  return answer
}

const server = {
  query: async () => ({ rows: [{ search_path: 'public' }] }),
  exec: async () => [],
  execProtocolRawStream(bytes: Uint8Array, { onRawData }: { onRawData(data: Uint8Array): void }) {
    onRawData(ask(bytes))
  },
} as unknown as Asked

const [database = '', ...args] = process.argv.slice(2)
const file = await pgDump({ pg: server, args: ['--dbname', database, ...args] })
process.stdout.write(await file.text())

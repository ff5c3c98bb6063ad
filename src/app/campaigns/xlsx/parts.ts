import type { Buffer } from 'node:buffer'
import sax, { type Tag } from 'sax'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import { ListError } from '../../../domain/campaigns/recipient-line.ts'

/** All that is unpacked of a workbook: a sheet of a million rows and three columns has a fourth of it. */
const MAX_UNPACKED_BYTES = 512 * 1024 * 1024
/** Sheets, styles, pictures, …: real ones have some tens. */
const MAX_PARTS = 10_000
/** Elements within one another, and attributes of one: more than any workbook has, few enough to hold. */
const MAX_DEPTH = 64
const MAX_ATTRIBUTES = 256

/** What stands in a part of a workbook, without the prefixes of names. */
export interface XmlHandlers {
  open?(name: string, attributes: Readonly<Record<string, string>>): void
  close?(name: string): void
  text?(text: string): void
}

/** The parts of a workbook, which is a ZIP of XML files. */
export interface Parts {
  has(path: string): boolean
  /** Reads a part from its beginning, and pauses where a piece of it was handled. Nothing where there is none. */
  read(path: string, handlers: XmlHandlers, maxBytes?: number): AsyncIterable<void>
}

/** @throws ListError, or whatever the ZIP's reader throws where it is damaged */
export async function openParts(bytes: Buffer): Promise<Parts> {
  const zip = await fromBufferPromise(bytes, { autoClose: false, lazyEntries: true })
  if (zip.entryCount > MAX_PARTS) throw new ListError('The spreadsheet has too many parts: save it as CSV.')
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry)
  let unpacked = 0
  return {
    has: (path) => entries.has(path),
    async *read(path, handlers, maxBytes = MAX_UNPACKED_BYTES) {
      const entry = entries.get(path)
      if (entry === undefined) return
      // Checked by the ZIP's reader against what really comes out.
      unpacked += entry.uncompressedSize
      if (entry.uncompressedSize > maxBytes || unpacked > 2 * MAX_UNPACKED_BYTES) {
        throw new ListError('The spreadsheet is too large when it is unpacked: save it as CSV.')
      }
      yield* readXml(zip, entry, handlers)
    },
  }
}

async function* readXml(zip: ZipFile, entry: Entry, handlers: XmlHandlers): AsyncIterable<void> {
  if (entry.isEncrypted()) throw new ListError('The spreadsheet has a password: save it without one.')
  const parser = createParser(handlers)
  const decoder = new TextDecoder()
  const stream = await zip.openReadStreamPromise(entry)
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    parser.write(decoder.decode(chunk, { stream: true }))
    yield
  }
  parser.write(decoder.decode()).close()
  yield
}

/** Strict: what is not XML throws, and entities of a document's own are not expanded. */
function createParser(handlers: XmlHandlers) {
  const parser = sax.parser(true, { position: false })
  parser.onerror = (error) => {
    throw error
  }
  let depth = 0
  let attributeCount = 0
  parser.onattribute = () => {
    attributeCount += 1
    if (attributeCount > MAX_ATTRIBUTES) throw new Error('an element has too many attributes')
  }
  parser.onopentag = ({ name, attributes }) => {
    attributeCount = 0
    depth += 1
    if (depth > MAX_DEPTH) throw new Error('elements are nested too deeply')
    handlers.open?.(withoutPrefix(name), withoutPrefixes(attributes as Tag['attributes']))
  }
  parser.onclosetag = (name) => {
    depth -= 1
    handlers.close?.(withoutPrefix(name))
  }
  parser.ontext = (text) => handlers.text?.(text)
  parser.oncdata = (text) => handlers.text?.(text)
  return parser
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function withoutPrefixes(attributes: Tag['attributes']): Readonly<Record<string, string>> {
  let plain: Record<string, string> | undefined
  for (const name in attributes) {
    if (!name.includes(':') || name.startsWith('xmlns:')) continue
    plain ??= { ...attributes }
    plain[withoutPrefix(name)] ??= attributes[name] ?? ''
  }
  return plain ?? attributes
}

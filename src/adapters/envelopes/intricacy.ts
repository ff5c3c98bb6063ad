/** Shorter bodies cannot cost much, whatever is in them; nearly all webhooks are shorter. */
const FREE_BYTES = 64 * 1024

/** Objects and lists of one body. The largest body, filled with the smallest legal statuses, has 107,547. */
export const MAX_CONTAINERS = 128 * 1024
/** Commas of one body, outside texts: its values, within a few. The same largest body has 322,637. */
export const MAX_COMMAS = 350_000
/** Different names of fields in one body. Meta's envelope, everything in it, has not two hundred. */
export const MAX_NAMES = 1_000

/** Names are distinguished by a hash of this size: of a thousand a few may collide. */
const NAME_SLOTS = 64 * 1024

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPENING_BRACE = 0x7b
const OPENING_BRACKET = 0x5b

/**
 * Whether `JSON.parse` would take far longer for the body than for anything a sender writes: what costs it time is
 * not bytes but objects, lists, values and new names. Reads the bytes once, a nanosecond or two for each (`length` and not
 * `byteLength`, which V8 makes ten times as slow), and skips what is not JSON.
 */
export function isTooIntricate(body: Uint8Array): boolean {
  if (body.length <= FREE_BYTES) return false
  const names = new Uint8Array(NAME_SLOTS)
  let nameCount = 0
  let containers = 0
  let commas = 0
  let textStart = 0
  let textEnd = 0
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at]
    if (byte === QUOTE) {
      textStart = at + 1
      at = endOfText(body, textStart)
      textEnd = at
    } else if (byte === COMMA) {
      commas += 1
    } else if (byte === OPENING_BRACE || byte === OPENING_BRACKET) {
      containers += 1
    } else if (byte === COLON) {
      const slot = slotOf(body, textStart, textEnd)
      // Each text is hashed once, however many colons follow it.
      textEnd = textStart
      if (names[slot] === 0) nameCount += 1
      names[slot] = 1
    }
  }
  return containers > MAX_CONTAINERS || commas > MAX_COMMAS || nameCount > MAX_NAMES
}

/** Where the text that begins at `start` has its closing quote; the body's end where it has none. */
function endOfText(body: Uint8Array, start: number): number {
  let at = start
  while (at < body.length && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1
  return at
}

/** FNV-1a, folded. */
function slotOf(body: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (body[at] ?? 0), 0x01000193)
  return ((hash >>> 16) ^ hash) & (NAME_SLOTS - 1)
}

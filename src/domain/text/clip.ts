/** The longest campaign name that is kept. */
export const MAX_CAMPAIGN_NAME_CHARACTERS = 256
/** The longest title of a failure that is kept. */
export const MAX_TITLE_CHARACTERS = 256
/** The longest details of a failure that are kept. */
export const MAX_DETAILS_CHARACTERS = 1024
/** The longest code, category, model or other such label that is kept. */
export const MAX_LABEL_CHARACTERS = 64

/**
 * Makes foreign text fit to be stored: at most `maxCharacters` UTF-16 units, no NUL (PostgreSQL has none), no
 * lone surrogates (UTF-8 has none). Absent where nothing but blanks is left. Doing it twice changes nothing.
 */
export function storableText(text: string, maxCharacters: number): string | undefined {
  // Cut first, so that the rest costs no more for a text of megabytes.
  let storable = cut(text, maxCharacters)
  if (storable.includes('\0')) storable = storable.replaceAll('\0', '')
  storable = storable.toWellFormed()
  return isBlank(storable) ? undefined : storable
}

function isBlank(text: string): boolean {
  const first = text.charCodeAt(0)
  // Nearly all texts begin with a letter or a digit: then nothing has to be trimmed to know.
  return !(first > BLANK && first < DELETE) && text.trim() === ''
}

const BLANK = 0x20
const DELETE = 0x7f

/** Cuts between characters: a pair of surrogates is kept whole or not at all. */
function cut(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text
  const splitsPair = isHighSurrogate(text.charCodeAt(maxCharacters - 1))
  return text.slice(0, splitsPair ? maxCharacters - 1 : maxCharacters)
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}

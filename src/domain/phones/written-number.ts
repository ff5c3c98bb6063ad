/** Digits as somebody wrote them, less all that people and programs put around them. */
export interface WrittenNumber {
  readonly digits: string
  /**
   * Who says that they begin with the country code: the writer ("+", "00"), or WhatsApp, whose ids always do. Absent where
   * nobody does.
   */
  readonly international?: 'written' | 'whatsapp'
}

/** What is wrong with what was written, as a sentence without its subject and without the value: "is not …: write …". */
export interface PhoneProblem {
  readonly problem: string
}

/** Longer texts are not phone numbers; the longest link that holds one has some 60 characters. */
const MAX_WRITTEN_CHARACTERS = 128
/** How many digits make a number of their own. */
const MIN_DIGITS_OF_NUMBER = 7

const NOT_A_NUMBER = problem(
  'is not a phone number: write its digits with the country code, like +919876543210',
)
const SHORTENED = problem(
  'was shortened by a spreadsheet (like 9.19E+11), so its last digits are lost: format the column as text and save the list again',
)
const SEVERAL = problem('holds several phone numbers: write each into a line of its own')
const EXTENSION = problem('has an extension, which no number on WhatsApp has: write the number alone')
const USER_ID = problem('is an id of WhatsApp, not a phone number: write the phone number')
const TOO_LONG = problem('is too long for a phone number: write one number, like +919876543210')

/** `="+91…"`, `=91…`, `'91…`, `"91…"`: how spreadsheets are kept from changing a number. */
const SPREADSHEET_GUARD = /^(?:=\s*)?(["'’‘`´]?)(.*?)["'’‘`´]?$/s
/** "tel:", "whatsapp:", "Mobile no.:"; what follows is a number as people write it. */
const LABEL =
  /^(?:tel|phone|ph|mobile|mob|cell|contact|whatsapp|wa|sms|callto)(?:[ .]*(?:no|number))?[ .:]*(?=[+(\d])/i
/** Links to a chat; the number in them has its country code. */
const CHAT_LINK =
  /^(?:https?:\/\/)?(?:wa\.me\/|(?:api|web)\.whatsapp\.com\/send\/?\?phone=|whatsapp:\/\/send\/?\?phone=)\+?(\d+)(?:[/?&#].*)?$/i
/** WhatsApp's own address of a number: agent and device may follow the digits. */
const WHATSAPP_ADDRESS = /^\+?(\d+)(?:[._]\d+)?(?::\d+)?@(?:s\.whatsapp\.net|c\.us)$/i
/** Other addresses (hidden numbers, groups, channels) and ids of users ("US.1349…") hold digits that are not a number. */
const OTHER_ID = /@|^[A-Z]{2}\.[A-Za-z0-9]{13,}$/
/** "919812345678.0": a spreadsheet took the number for an amount. */
const DECIMAL_ZEROS = /^(\+?\d{7,15})[.,]0+$/
const SCIENTIFIC = /^\+?(\d)(?:[.,](\d+))?e\+?(\d{1,2})$/i
const NUMBER_WITH_EXTENSION = /\d\s*(?:;?\s*ext\.?|extension|x|#)\s*[=:.]?\s*\d{1,6}$/i
/** Between numbers, not within one. */
const BETWEEN_NUMBERS = /[,;|&/\r\n]|(?<=\d{10})\s+(?=\d{10})|(?<=\d)\s*\+|\b(?:and|or|und|y|e|et|ou)\b/i
/** "919,812,345,678" and "9,19,81,23,45,678": a spreadsheet took the number for an amount. */
const GROUPED = /^\+?\d{1,3}(?:,\d{2,3})+$/
const SEPARATORS = /[ \-.()/[\]_~*]/g

/**
 * Takes the digits out of a number as people or programs write it. Any decimal digits will do; what cannot be seen is left
 * out. Total; never loses or adds a digit silently.
 */
export function readWrittenNumber(value: unknown): WrittenNumber | PhoneProblem {
  if (typeof value === 'number') return ofNumber(value)
  if (typeof value !== 'string') return NOT_A_NUMBER
  if (value.length > MAX_WRITTEN_CHARACTERS) return TOO_LONG
  const text = unguarded(plainText(value))
  const link = CHAT_LINK.exec(text)?.[1] ?? WHATSAPP_ADDRESS.exec(text.replace(LABEL, ''))?.[1]
  if (link !== undefined) return { digits: link, international: 'whatsapp' }
  if (OTHER_ID.test(text)) return USER_ID
  return ofText(unguarded(text.replace(LABEL, '')))
}

function ofNumber(value: number): WrittenNumber | PhoneProblem {
  if (Number.isSafeInteger(value) && value > 0) return { digits: String(value) }
  return value > Number.MAX_SAFE_INTEGER ? SHORTENED : NOT_A_NUMBER
}

function ofText(written: string): WrittenNumber | PhoneProblem {
  const scientific = SCIENTIFIC.exec(written)
  if (scientific !== null) return ofScientific(scientific)
  const text =
    DECIMAL_ZEROS.exec(written)?.[1] ?? (GROUPED.test(written) ? written.replaceAll(',', '') : written)
  const parts = text.split(BETWEEN_NUMBERS).filter((part) => digitsIn(part) >= MIN_DIGITS_OF_NUMBER)
  if (parts.length > 1) return SEVERAL
  if (NUMBER_WITH_EXTENSION.test(text)) return EXTENSION
  const digits = text.replace(/\(0\)/, '').replace(SEPARATORS, '')
  const [, plus = '', bare = ''] = /^(\+*)(\d+)$/.exec(digits) ?? []
  if (bare === '') return NOT_A_NUMBER
  // No country code begins with 0: "00" stands for "+", also where a "+" was put in front; one zero is a trunk prefix.
  if (bare.startsWith('00')) return { digits: bare.replace(/^0+/, ''), international: 'written' }
  if (plus === '' || bare.startsWith('0')) return { digits: bare }
  return { digits: bare, international: 'written' }
}

/** Whether a text may be a number at all, such as others write into its column: "unknown" is none. */
export function mayBeNumber(text: string): boolean {
  return /^\+\d/.test(text) || digitsIn(text) >= MIN_DIGITS_OF_NUMBER
}

/** "9.19812345678E+11" has every digit still; "9.19E+11" has lost nine. */
function ofScientific([, first = '', rest = '', exponent = '']: RegExpExecArray):
  | WrittenNumber
  | PhoneProblem {
  return rest.length === Number(exponent) ? { digits: first + rest } : SHORTENED
}

/** One kind of digits, blanks and dashes; nothing invisible. */
function plainText(value: string): string {
  if (/^[\x20-\x7e]*$/.test(value)) return value.trim()
  return value
    .normalize('NFKC')
    .replaceAll(/\p{Nd}/gu, plainDigit)
    .replaceAll(/[\p{Cf}\p{Mn}\ufffc]/gu, '')
    .replaceAll(/[\p{Pd}\u2212]/gu, '-')
    .replaceAll(/[\t\p{Zs}]/gu, ' ')
    .trim()
}

/** Unicode's decimal digits come in runs of ten, 0 to 9. */
function plainDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  let value = 0
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1
  return String(value)
}

function unguarded(text: string): string {
  if (!/^[="'’‘`´]|["'’`´]$/.test(text)) return text
  return (SPREADSHEET_GUARD.exec(text)?.[2] ?? text).trim()
}

function digitsIn(text: string): number {
  return text.replaceAll(/\D/g, '').length
}

function problem(sentence: string): PhoneProblem {
  return { problem: sentence }
}

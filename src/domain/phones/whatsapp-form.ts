/**
 * Brazil: mobile numbers got a ninth digit, 9, in 2012 to 2016; WhatsApp still leaves it out of older accounts' numbers. After the
 * two digits of the area, eight that begin with 6 to 9 are a mobile number.
 */
const BRAZIL_WITHOUT_NINE = /^55([1-9]\d)([6-9]\d{7})$/
/** Mexico: WhatsApp writes the 1 that mobile numbers had after the country code until 2019. */
const MEXICO_WITH_ONE = /^521(\d{10})$/
/** Argentina: every number on WhatsApp has a 9 after the country code; people leave it out (WhatsApp: help centre). */
const ARGENTINA_WITHOUT_NINE = /^54([1-8]\d{9})$/

/**
 * The one form of numbers that WhatsApp and people write in two, so that a report finds the recipient of a list. Takes and gives
 * country code and number without "+"; doing it twice changes nothing.
 */
export function oneForm(digits: string): string {
  // Nearly all numbers begin with another digit.
  if (digits.charCodeAt(0) !== FIVE) return digits
  if (digits.startsWith('55')) return digits.replace(BRAZIL_WITHOUT_NINE, '55$19$2')
  if (digits.startsWith('52')) return digits.replace(MEXICO_WITH_ONE, '52$1')
  return digits.startsWith('54') ? digits.replace(ARGENTINA_WITHOUT_NINE, '549$1') : digits
}

const FIVE = 0x35

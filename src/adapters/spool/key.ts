/** Digits that hold any safe integer, so that keys sort as their numbers do. */
const DIGITS = 16
const KEY = /^\d{16}:\d{1,10}$/

/** The key of an entry: its sequence number, and its size, so that sizes are known without reading values. */
export function spoolKey(sequence: number, bytes: number): string {
  return `${String(sequence).padStart(DIGITS, '0')}:${bytes}`
}

/** False for what a damaged file made of a key. */
export function isSpoolKey(text: string): boolean {
  return KEY.test(text)
}

export function sequenceOfKey(key: string): number {
  return Number(key.slice(0, DIGITS))
}

export function bytesOfKey(key: string): number {
  return Number(key.slice(DIGITS + 1))
}

/** True where the text has no control characters (C0, DEL, C1) and no lone surrogates. */
export function isPrintable(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit >= 0x20 && unit < 0x7f) continue
    if (unit < 0xa0) return false
    if (unit >= 0xd800 && unit <= 0xdfff) return hasOnlyPrintablePairs(text)
  }
  return true
}

/** The slow way, for the rare id with characters beyond the basic plane. */
function hasOnlyPrintablePairs(text: string): boolean {
  return text.isWellFormed() && !/\p{Cc}/u.test(text)
}

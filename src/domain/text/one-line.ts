/** A name as people read it: on one line, without blanks around it; absent where nothing is left. Doing it twice changes nothing. */
export function oneLine(text: string): string | undefined {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()
  return line === '' ? undefined : line
}

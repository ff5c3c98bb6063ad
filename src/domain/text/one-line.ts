/** Plain words with one blank between them: how nearly all names are, and quick to see. */
const ONE_LINE = /^[!-~]+(?: [!-~]+)*$/

/** A name as people read it: on one line, without blanks around it; absent where nothing is left. Doing it twice changes nothing. */
export function oneLine(text: string): string | undefined {
  if (ONE_LINE.test(text)) return text
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()
  return line === '' ? undefined : line
}

/** Whether a whole message is one of the words with which people stop messages. */
export type IsStopWord = (text: string) => boolean

/** @param words as they are configured; case, blanks around and punctuation make no difference */
export function createStopWords(words: readonly string[]): IsStopWord {
  const known = new Set(words.map(plain))
  return (text) => text.length <= MAX_CHARACTERS && known.has(plain(text))
}

/** Longer texts say something. */
const MAX_CHARACTERS = 40

function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[\p{P}\p{S}\s]+/gu, ' ')
    .trim()
}

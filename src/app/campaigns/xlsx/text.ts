import { MAX_LINE_CHARACTERS } from '../list-line.ts'
import type { XmlHandlers } from './parts.ts'

/** How Office writes a character that XML cannot hold. */
const ESCAPED = /_x([0-9A-Fa-f]{4})_/g

/**
 * Reads what stands in elements of this name: the text of their runs, without the pronunciation that Japanese cells have
 * beside it. What is longer than a line may be is cut one character behind that, so that it is refused and not held.
 */
export function createTextReader(element: string, onText: (text: string) => void): Required<XmlHandlers> {
  let text: string | undefined
  let isText = false
  let isPronunciation = false
  return {
    open(name) {
      if (name === element) text = ''
      else if (name === 'rPh') isPronunciation = true
      else if (name === 't') isText = !isPronunciation
    },
    text(more) {
      if (isText && text !== undefined && text.length <= MAX_LINE_CHARACTERS) {
        text += more.slice(0, MAX_LINE_CHARACTERS + 1)
      }
    },
    close(name) {
      if (name === 't') isText = false
      else if (name === 'rPh') isPronunciation = false
      else if (name === element) {
        onText(unescapeText(text ?? ''))
        text = undefined
      }
    },
  }
}

export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text
  return text.replaceAll(ESCAPED, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

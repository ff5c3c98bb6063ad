import { en } from './en.ts'
import { hi } from './hi.ts'
import type { Words } from './words.ts'

const LANGUAGES = { en, hi } as const satisfies Record<string, Words>
export type Language = keyof typeof LANGUAGES

/** Each language by its own name. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', hi: 'हिन्दी' }

/** The language somebody chose, else the first that the browser asks for and that there is, else English. */
export function languageOf(chosen: string | undefined, accepted: readonly string[]): Language {
  const wanted = [chosen ?? '', ...accepted].map((tag) => tag.toLowerCase().split('-')[0] ?? '')
  return wanted.find(isLanguage) ?? 'en'
}

/** Whether there is such a language. */
export function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(LANGUAGES, tag)
}

export function wordsOf(language: Language): Words {
  return LANGUAGES[language]
}

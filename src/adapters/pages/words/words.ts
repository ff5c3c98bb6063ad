import type { en } from './en.ts'

/** All that pages say. Another language is one more file of this shape. */
export type Words = {
  readonly [Key in keyof typeof en]: (typeof en)[Key] extends (...given: infer Given) => string
    ? (...given: Given) => string
    : (typeof en)[Key] extends string
      ? string
      : Readonly<Record<keyof (typeof en)[Key], string>>
}

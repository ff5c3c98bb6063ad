import fc from 'fast-check'
import { expect, test } from 'vitest'
import { storableText } from '../../src/domain/text/clip.ts'

test.each([
  ['plain text stays as it is', 'Diwali offer ✨', 'Diwali offer ✨'],
  ['blanks around text stay', ' offer ', ' offer '],
  ['NUL is removed', 'of\0fer\0', 'offer'],
  ['a lone high surrogate is replaced', 'a\ud83db', 'a\ufffdb'],
  ['a lone low surrogate is replaced', 'a\ude00', 'a\ufffd'],
  ['surrogates that NUL kept apart become one character', '\ud83d\0\ude00', '😀'],
  ['text of the greatest length stays', 'x'.repeat(20), 'x'.repeat(20)],
  ['longer text is cut', 'x'.repeat(21), 'x'.repeat(20)],
  ['a character is not cut in two', `${'x'.repeat(19)}😀`, 'x'.repeat(19)],
  ['empty text is absent', '', undefined],
  ['blank text is absent', ' \n\t', undefined],
  ['blank text of other blanks is absent', '\u00a0\u3000\ufeff', undefined],
  ['text of nothing but NUL is absent', '\0\0', undefined],
])('%s', (_, text, stored) => {
  expect(storableText(text, 20)).toBe(stored)
})

/** Any UTF-16, well-formed or not, rich in NUL and surrogates. */
const utf16 = fc
  .array(fc.oneof(fc.nat(0xffff), fc.constantFrom(0, 0x20, 0x61, 0xd83d, 0xde00)), { maxLength: 20 })
  .map((units) => String.fromCharCode(...units))

test('stored text is bounded, well-formed, without NUL, and storing it again changes nothing', () => {
  fc.assert(
    fc.property(utf16, fc.integer({ min: 1, max: 12 }), (text, max) => {
      const stored = storableText(text, max)
      if (stored === undefined) return
      expect(stored.length).toBeLessThanOrEqual(max)
      expect(stored.isWellFormed()).toBe(true)
      expect(stored).not.toContain('\0')
      expect(storableText(stored, max)).toBe(stored)
    }),
  )
})

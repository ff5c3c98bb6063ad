/** Markup that is safe to put into a mail or a page: everything foreign in it has been escaped. */
export interface Html {
  readonly markup: string
}

type Piece = Html | string | number | undefined | readonly Html[]

/** Markup with its places filled: text and numbers are escaped, markup and lists of it go in as they are. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  const filled = parts.map((part, index) => part + markupOf(pieces[index]))
  return { markup: filled.join('') }
}

function markupOf(piece: Piece): string {
  if (piece === undefined) return ''
  if (typeof piece === 'string' || typeof piece === 'number') return escapeHtml(String(piece))
  return 'markup' in piece ? piece.markup : piece.map((one) => one.markup).join('')
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

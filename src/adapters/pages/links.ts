import type { Outcome } from '../../domain/dashboard/ports.ts'
import type { Span } from '../../domain/dashboard/span.ts'
import { isoUtc } from './iso.ts'

/** The list of the messages behind a figure. */
export function messagesHref(
  span: Span,
  filter: { readonly outcome?: Outcome; readonly code?: string; readonly campaign?: string } = {},
): string {
  const query = new URLSearchParams({ from: isoUtc(span.fromMs), to: isoUtc(span.toMs) })
  for (const [name, value] of Object.entries(filter)) query.set(name, value)
  return `/messages?${query}`
}

import type { ComponentChildren } from 'preact'
import type { Part } from '../../../domain/dashboard/part.ts'
import { isoOf } from '../../../domain/text/iso.ts'
import type { Look } from '../page.ts'

/** A number; a link to what is behind it where there is an address. */
export function Count({ look, value, href }: { look: Look; value: number; href?: string | undefined }) {
  const text = look.formats.number(value)
  return href === undefined || value === 0 ? (
    <span class="n">{text}</span>
  ) : (
    <a class="n" href={href}>
      {text}
    </a>
  )
}

/** A share with what it is of: on hover, and for those who cannot see. */
export function Rate({ look, part, whole, of }: { look: Look; part: number; whole: number; of: string }) {
  if (whole === 0) return <span class="n soft">–</span>
  const { number, percent } = look.formats
  const title = `${look.words.of(number(part), number(whole))} (${of})`
  return (
    <span class="n" title={title}>
      {percent(part / whole)}
      <span class="hidden"> {title}</span>
    </span>
  )
}

/** A time in the viewer's zone, with UTC on hover. */
export function Time({
  look,
  atMs,
  as = 'time',
}: {
  look: Look
  atMs: number
  as?: 'time' | 'full' | 'clock'
}) {
  return (
    <time dateTime={isoOf(atMs)} title={look.formats.utc(atMs)}>
      {look.formats[as](atMs)}
    </time>
  )
}

/** One figure with its name, and what it is compared with below. */
export function Tile({
  label,
  children,
  note,
  tone,
}: {
  label: string
  children: ComponentChildren
  note?: ComponentChildren
  tone?: 'good' | 'bad' | 'warn' | undefined
}) {
  return (
    <div class={`tile ${tone ?? ''}`}>
      <dt>{label}</dt>
      <dd class="figure">{children}</dd>
      {note !== undefined && <dd class="note">{note}</dd>}
    </div>
  )
}

/** A titled box of a page. */
export function Card({
  id,
  title,
  children,
  wide,
}: {
  id: string
  title: string
  children: ComponentChildren
  wide?: boolean
}) {
  return (
    <section class={wide === true ? 'card wide' : 'card'} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  )
}

/** What a part shows, or why it cannot just now: the rest of the page stands. */
export function Shown<T>({
  look,
  part,
  children,
}: {
  look: Look
  part: Part<T>
  children: (value: T) => ComponentChildren
}) {
  if (part.ok) return <>{children(part.value)}</>
  return (
    <p class="problem" role="note">
      {part.why === 'slow' ? look.words.tooSlow : look.words.partFailed}
    </p>
  )
}

/** What stands where there is nothing to show. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>
}

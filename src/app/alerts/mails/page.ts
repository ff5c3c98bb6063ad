import { Temporal } from 'temporal-polyfill'
import { type Html, html } from '../../../domain/text/html.ts'

/** The frame of every mail: plain tables and inline styles, which is what mail clients understand. */
export function page(title: string, body: readonly Html[], installation?: string): string {
  const footer =
    installation === undefined
      ? undefined
      : html`<p style="margin:24px 0 0;font-size:12px;color:#66707a">${signature(installation)}</p>`
  return breakable(html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body style="margin:0;padding:16px;background:#ffffff;color:#1d2329;font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.45">
<table width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:680px"><tr><td>
${body}
${footer}
</td></tr></table>
</body></html>
`)
}

/** A word of more characters than this may be broken: where it has a sign between its parts, or after twelve. */
const LONG_WORD = /(?<!\S)(?:&[^;\s]+;|[^\s&]\p{M}*){25,}/gu
const PART_OF_WORD = /(?:&[^;\s]+;|[^\s&]\p{M}*){5,12}?(?<=[-_.:/=])|(?:&[^;\s]+;|[^\s&]\p{M}*){12}/gu

/** Lets mail programs break names and ids that have no blanks: one of them makes a mail wider than a phone. */
function breakable({ markup }: Html): string {
  const body = markup.indexOf('<body')
  const withBreaks = markup
    .slice(body)
    .replace(
      />([^<]+)</g,
      (_, text: string) => `>${text.replace(LONG_WORD, (word) => word.replace(PART_OF_WORD, '$&<wbr>'))}<`,
    )
  return markup.slice(0, body) + withBreaks
}

/** The last line of a mail. */
export function signature(installation: string): string {
  return installation === 'Bluetick' ? 'Sent by Bluetick.' : `Sent by Bluetick, installation ${installation}.`
}

/** What every mail says of where it comes from. */
export interface MailOrigin {
  /** The part of Message-IDs behind the "@". */
  readonly domain: string
  /** What people call this installation: the one mail program gets mails of several. */
  readonly installation: string
  /** The reader's time zone, shown beside UTC. */
  readonly zone: string
}

/** What a report says of where it comes from, and where more is to be seen. */
export interface ReportOrigin extends Pick<MailOrigin, 'installation'> {
  readonly dashboard?: string
}

/** "2026-11-21 02:40 UTC (08:10 in Asia/Kolkata)"; the date there too where it is another. */
export function timeIn(zone: string, atMs: number): string {
  if (zone === 'UTC') return utc(atMs)
  const there = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone)
  const day = there.toPlainDate().toString()
  const time = there.toPlainTime().toString({ smallestUnit: 'minute' })
  const shown = day === utc(atMs).slice(0, 10) ? time : `${day} ${time}`
  return `${utc(atMs)} (${shown} in ${zone})`
}

/** "2026-11-21 02:40 UTC". */
export function utc(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** A list of links, those without an address left out. */
export function links(entries: readonly (readonly [label: string, address: string | undefined])[]) {
  const known = entries.flatMap(([label, address]) =>
    address === undefined ? [] : [[label, address] as const],
  )
  return {
    text: known.map(([label, address]) => `${label}: ${address}`),
    html: known.map(([label, address]) =>
      /^https?:/.test(address)
        ? html`<a href="${address}" style="color:#0b6b61;margin-right:16px">${label}</a> `
        : html`<span style="color:#66707a;margin-right:16px">${label}: ${address}</span> `,
    ),
  }
}

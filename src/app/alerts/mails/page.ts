import { type Html, html } from '../../../domain/text/html.ts'

/** The frame of every mail: plain tables and inline styles, which is what mail clients understand. */
export function page(title: string, body: readonly Html[]): string {
  const whole = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body style="margin:0;padding:16px;background:#ffffff;color:#1d2329;font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.45">
<table width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:680px"><tr><td>
${body}
</td></tr></table>
</body></html>
`
  return whole.markup
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

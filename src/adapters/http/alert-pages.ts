import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import express, { type Request, type Response, Router } from 'express'
import type { EpisodeView } from '../../domain/alerts/alert-status.ts'
import type { AlertActions } from '../../domain/alerts/ports.ts'
import { type Html, html } from '../../domain/text/html.ts'

const MAX_AUTHOR_CHARACTERS = 100
/**
 * Nothing is loaded and nothing runs. Forms are not turned into https, as they are by default: Bluetick may well be reached
 * by http inside a network.
 */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
/** The largest form: a name and a note. */
const MAX_FORM_BYTES = 8 * 1024
// `src` and `dist` lie at the same depth, so one path serves both.
const RUNBOOKS = fileURLToPath(new URL('../../../docs/runbooks/', import.meta.url))

export interface AlertPagesOptions {
  readonly actions: Pick<AlertActions, 'acknowledge' | 'episode'>
  /** The episode that a signed link names; undefined where the signature is not ours or too old. */
  readonly verify: (query: URLSearchParams) => Promise<string | undefined>
  readonly now: () => number
}

/**
 * The pages that mails link to. A GET only asks: mail scanners follow links, and must not acknowledge anything.
 */
export function createAlertPages({ actions, verify, now }: AlertPagesOptions): Router {
  const router = Router()
  const episodeOf = async (request: Request): Promise<EpisodeView | undefined> => {
    const id = await verify(new URL(request.originalUrl, 'http://localhost').searchParams)
    return id === undefined ? undefined : actions.episode(id)
  }

  router.get('/alerts/acknowledge', async (request, response) => {
    const episode = await episodeOf(request)
    if (episode === undefined) return refuse(response)
    answer(response, 200, `Acknowledge ${episode.rule}?`, question(episode))
  })
  router.post(
    '/alerts/acknowledge',
    express.urlencoded({ extended: false, limit: MAX_FORM_BYTES }),
    async (request, response) => {
      const episode = await episodeOf(request)
      if (episode === undefined) return refuse(response)
      const author = textOf(request, 'author')
      if (author === '')
        return answer(response, 400, 'Who are you?', question(episode, 'Please give your name.'))
      const note = textOf(request, 'note')
      const by = await actions.acknowledge({
        episode: episode.id,
        author,
        ...(note !== '' && { note }),
        atMs: now(),
      })
      const done =
        by === undefined ? 'This alert is over already.' : `It is acknowledged by ${by}: no more reminders.`
      answer(response, 200, episode.rule, html`<p>${done}</p>`)
    },
  )
  router.get('/runbooks/:name', async (request, response, next) => {
    const name = /^[a-z0-9-]+$/.exec(request.params.name)?.[0]
    const text =
      name === undefined ? undefined : await readFile(`${RUNBOOKS}${name}.md`, 'utf8').catch(() => undefined)
    if (text === undefined) return next()
    response.type('text/plain; charset=utf-8').send(text)
  })
  return router
}

function textOf(request: Request, field: string): string {
  const value: unknown = request.body?.[field]
  return typeof value === 'string' ? value.trim().slice(0, MAX_AUTHOR_CHARACTERS) : ''
}

function question(episode: EpisodeView, problem?: string): Html {
  if (episode.endedAtMs !== undefined) return html`<p>This alert is over already: there is nothing to do.</p>`
  if (episode.acknowledgedBy !== undefined) {
    return html`<p>It is acknowledged by ${episode.acknowledgedBy} already.</p>`
  }
  return html`<p><b>${episode.summary ?? ''}</b></p>
<p>Fired ${utc(episode.firedAtMs)}. Acknowledging stops the reminders: you take it on.</p>
${problem === undefined ? undefined : html`<p role="alert"><b>${problem}</b></p>`}
<form method="post"><p><label>Your name<br><input name="author" required maxlength="${MAX_AUTHOR_CHARACTERS}" autocomplete="name"></label></p>
<p><label>Note (optional)<br><input name="note" maxlength="${MAX_AUTHOR_CHARACTERS}"></label></p>
<p><button>Acknowledge</button></p></form>`
}

/** "2026-11-21 02:40 UTC", as in the mails. */
function utc(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

function refuse(response: Response): void {
  const text = 'This link is too old, or not whole. Run "bluetick alerts ack", or use a newer mail.'
  answer(response, 403, 'This link does not work', html`<p>${text}</p>`)
}

function answer(response: Response, status: number, title: string, body: Html): void {
  const page = html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${title}</title>
<style>input,button{font:inherit;padding:.5rem .7rem;margin-top:.2rem}input{width:100%;box-sizing:border-box}</style></head>
<body style="font-family:system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;line-height:1.5"><h1>${title}</h1>${body}</body></html>`
  response.setHeader('content-security-policy', PAGE_POLICY)
  response.setHeader('cache-control', 'no-store')
  response.setHeader('referrer-policy', 'no-referrer')
  response.status(status).type('text/html; charset=utf-8').send(page.markup)
}

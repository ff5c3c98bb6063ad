import { pipeline } from 'node:stream/promises'
import express, { type Request, type Response, Router } from 'express'
import { createSharing } from '../../domain/async/remembered.ts'
import type { NumberView } from '../../domain/dashboard/ports.ts'
import { StoreUnavailableError } from '../../domain/messages/ports.ts'
import { answerOf, type PageResponse, sendAnswer } from './answer.ts'
import { loadAssets } from './assets.ts'
import type { PagesOptions } from './options.ts'
import type { Look, PageView } from './page.ts'
import { renderMain, renderPage } from './render.tsx'
import { isSameOrigin } from './same-origin.ts'
import { createSeal, type Seal } from './seal.ts'
import type { Session } from './session.ts'
import { type Viewer, viewerOf } from './viewer.ts'
import { type Problem, problemPage } from './views/problem.tsx'
import { signInPage } from './views/sign-in.tsx'

/** The longest address that is recorded. */
const MAX_PAGE_CHARACTERS = 1_024
/** Length limit of a form with its fields. */
const MAX_FORM_BYTES = 16 * 1024
/** A list that is uploaded is held in memory: longer ones go through the API or the command line. */
const MAX_UPLOAD_BYTES = 32 * 1024 * 1024

/** What a form, or a link that changes something, leads to. */
export interface Redirect {
  readonly to: string
}

/** Thrown by a page that cannot be shown: the person sees the problem. */
export class PageProblem extends Error {
  override readonly name = 'PageProblem'
  readonly problem: Problem

  constructor(problem: Problem, detail?: string) {
    super(detail ?? problem)
    this.problem = problem
  }
}

/** The fields of a form, or of an address's query: the first value of each. */
export type Fields = (name: string) => string

/** All that it says of who looks is in the look: those with the same share one answer. */
export type ShowPage = (
  look: Look,
  query: Fields,
  request: Request,
) => Promise<PageView | Redirect> | PageView | Redirect
export type TakeForm = (
  viewer: Viewer,
  form: Fields,
  request: Request,
  response: Response,
) => Promise<PageView | Redirect> | PageView | Redirect

/** A file that came with a form. */
export interface UploadedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

export type TakeUpload = (
  viewer: Viewer,
  form: Fields,
  file: UploadedFile | undefined,
  request: Request,
) => Promise<PageView | Redirect>

/** What is downloaded: text, piece by piece. */
export interface Download {
  readonly fileName: string
  readonly text: AsyncIterable<string>
}

export type WriteFile = (viewer: Viewer, query: Fields, request: Request) => Promise<Download>

/** Who may send a form. */
export type Sender = 'anybody' | 'viewer' | 'actor'

/** Where pages hang themselves up. */
export interface Frame {
  readonly router: Router
  /** What a sealed number or id in an address says; undefined where it is not one of ours. */
  readonly open: Seal['open']
  /** A page for those who are signed in; the others are asked to sign in, and come back to it. */
  get(path: string, show: ShowPage): void
  /** The same, of what is each person's own. */
  getOwn(path: string, show: (viewer: Viewer) => PageView): void
  post(path: string, sender: Sender, take: TakeForm): void
  /** A form with a file, for those who may act. */
  upload(path: string, take: TakeUpload): void
  /** A file for those who are signed in. */
  download(path: string, write: WriteFile): void
}

/** What all pages share: who looks, that forms come from our own pages, and what is shown when something goes wrong. */
export function createFrame(options: PagesOptions): Frame {
  const { tokens, now, version, publicUrl, recordNumberView, onError } = options
  const router = Router({ caseSensitive: true })
  const assets = loadAssets()
  const seal = createSeal(tokens.act)
  const publicOrigin = publicUrl === undefined ? undefined : new URL(publicUrl).origin
  router.use(assets.router)
  const share = createSharing<PageResponse | Redirect>(now)
  const isLive = (request: Request) => request.headers['x-live'] !== undefined

  /** A page as it is sent: whole, or only what changes where a live page asks (`X-Live`). */
  const written = (request: Request, viewer: Viewer, view: PageView) =>
    answerOf(
      isLive(request) ? renderMain(viewer, view) : renderPage(viewer, view, assets, version),
      view.status,
    )

  const answer = async (
    request: Request,
    response: Response,
    work: (viewer: Viewer) => Promise<PageView | Redirect | PageResponse>,
  ) => {
    const viewer = viewerOf(request, tokens, now(), seal)
    const result = await work(viewer).catch((error: unknown) => problemOf(error, viewer, onError))
    // A form was answered by a file, or the person has gone.
    if (response.headersSent || response.destroyed) return
    if ('to' in result) {
      response.setHeader('cache-control', 'no-store')
      response.redirect(303, result.to)
    } else sendAnswer(request, response, 'etag' in result ? result : written(request, viewer, result))
  }

  return {
    router,
    open: seal.open,
    get(path, show) {
      router.get(path, (request, response) =>
        answer(request, response, async (viewer) => {
          if (viewer.session === undefined) return signInPage(viewer, request.originalUrl)
          const query = new URL(request.originalUrl, 'http://localhost').searchParams
          const work = async () => show(viewer, fieldsOf(query), request)
          if (!isLive(request)) return work()
          // The same page may be open many times: what one of them has just been told holds for all.
          const { language, zone, mayAct, showsNumbers } = viewer
          return share(JSON.stringify([viewer.path, language, zone, mayAct, showsNumbers]), async () => {
            const result = await work()
            return 'to' in result ? result : written(request, viewer, result)
          })
        }),
      )
    },
    getOwn(path, show) {
      router.get(path, (request, response) =>
        answer(request, response, async (viewer) =>
          viewer.session === undefined ? signInPage(viewer, request.originalUrl) : show(viewer),
        ),
      )
    },
    upload(path, take) {
      router.post(path, express.raw({ type: () => true, limit: MAX_UPLOAD_BYTES }), (request, response) =>
        answer(request, response, async (viewer) => {
          if (!isSameOrigin(request.headers, publicOrigin)) throw new PageProblem('refusedOrigin')
          if (viewer.session === undefined) return signInPage(viewer, '/')
          if (!viewer.mayAct) throw new PageProblem('mayOnlyLook')
          const { form, file } = await readUpload(request)
          return take(viewer, form, file, request)
        }),
      )
    },
    download(path, write) {
      router.get(path, (request, response) =>
        answer(request, response, async (viewer) => {
          if (viewer.session === undefined) return signInPage(viewer, request.originalUrl)
          const query = new URL(request.originalUrl, 'http://localhost').searchParams
          const { fileName, text } = await write(viewer, fieldsOf(query), request)
          await recordNumberView(numberViewOf(viewer, viewer.session, now()))
          response.attachment(fileName)
          response.setHeader('content-type', 'text/csv; charset=utf-8')
          response.setHeader('cache-control', 'no-store')
          // Spreadsheets take it for UTF-8 where it begins so.
          response.write('\uFEFF')
          // A reader who goes away half-way is not a fault.
          await pipeline(text, response).catch(() => response.destroy())
          return { to: '/' }
        }),
      )
    },
    post(path, sender, take) {
      router.post(path, express.text({ type: () => true, limit: MAX_FORM_BYTES }), (request, response) =>
        answer(request, response, async (viewer) => {
          if (!isSameOrigin(request.headers, publicOrigin)) throw new PageProblem('refusedOrigin')
          if (sender !== 'anybody' && viewer.session === undefined) return signInPage(viewer, '/')
          if (sender === 'actor' && !viewer.mayAct) throw new PageProblem('mayOnlyLook')
          const body: unknown = request.body
          const form = new URLSearchParams(typeof body === 'string' ? body : '')
          return take(viewer, fieldsOf(form), request, response)
        }),
      )
    },
  }
}

/** That somebody sees phone numbers on a page. */
export function numberViewOf(
  { path }: Pick<Viewer, 'path'>,
  { name, role }: Session,
  atMs: number,
): NumberView {
  return { atMs, person: name, role, page: path.slice(0, MAX_PAGE_CHARACTERS) }
}

/** Reads a form with a file as the platform does. */
async function readUpload(
  request: Request,
): Promise<{ readonly form: Fields; readonly file?: UploadedFile }> {
  const type = request.headers['content-type'] ?? ''
  const body: unknown = request.body
  if (!(body instanceof Uint8Array)) throw new PageProblem('badRequest')
  const data = await new Response(new Uint8Array(body), { headers: { 'content-type': type } })
    .formData()
    .catch(() => undefined)
  if (data === undefined) throw new PageProblem('badRequest')
  const fields = new URLSearchParams()
  let file: UploadedFile | undefined
  for (const [name, value] of data) {
    if (typeof value === 'string') fields.append(name, value)
    else if (value.size > 0) file = { name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) }
  }
  return { form: fieldsOf(fields), ...(file !== undefined && { file }) }
}

/** PostgreSQL's text holds no NUL: nothing is of such a name. */
function fieldsOf(fields: URLSearchParams): Fields {
  return (name) => (fields.get(name) ?? '').replaceAll('\0', '').trim()
}

function problemOf(error: unknown, viewer: Viewer, onError: (error: unknown) => void): PageView {
  if (error instanceof PageProblem) return problemPage(viewer, error.problem, error.message)
  onError(error)
  return problemPage(viewer, error instanceof StoreUnavailableError ? 'databaseAway' : 'failed')
}

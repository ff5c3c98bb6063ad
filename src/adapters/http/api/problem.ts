import type { ServerResponse } from 'node:http'
import { z } from 'zod'

/** What went wrong, as a closed set: the last part of a problem's `type`. */
export const PROBLEM_CODES = [
  'invalid-request',
  'unauthorized',
  'not-found',
  'method-not-allowed',
  'conflict',
  'too-large',
  'too-many',
  'unsupported-media-type',
  'internal-error',
  'unavailable',
] as const
export type ProblemCode = (typeof PROBLEM_CODES)[number]

const STATUS_OF: Readonly<Record<ProblemCode, number>> = {
  'invalid-request': 400,
  unauthorized: 401,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'too-large': 413,
  'too-many': 429,
  'unsupported-media-type': 415,
  'internal-error': 500,
  unavailable: 503,
}

/** One thing that is wrong with what was sent. */
export interface FieldProblem {
  /** Where: "query.status", "body.name", "path.id". */
  readonly field: string
  /** What was wrong and what would be right. Never the value itself: it may be personal. */
  readonly problem: string
}

/** The one shape of every error under `/api` (RFC 9457, `application/problem+json`). */
export const problemSchema = z.object({
  type: z.enum(PROBLEM_CODES.map((code) => typeOf(code))),
  title: z.string().describe('The kind of problem, in one sentence; the same for every problem of a type.'),
  status: z.int(),
  detail: z.string().optional().describe('What was wrong this time, and what would be right.'),
  request_id: z.string().describe('Also in the header X-Request-Id: give it when you ask for help.'),
  errors: z.array(z.object({ field: z.string(), problem: z.string() })).optional(),
})

const TITLES: Readonly<Record<ProblemCode, string>> = {
  'invalid-request': 'The request cannot be understood.',
  unauthorized: 'A valid API token is needed.',
  'not-found': 'There is no such thing.',
  'method-not-allowed': 'The address is right, and the method is not.',
  conflict: 'The request does not fit what is stored.',
  'too-large': 'The request is too large.',
  'too-many': 'Too many requests of this kind at once.',
  'unsupported-media-type': 'This endpoint does not take that content type.',
  'internal-error': 'Something went wrong here.',
  unavailable: 'The database cannot be used just now.',
}

/** Thrown by a handler to answer with a problem. `detail` must hold no phone number, message id or secret. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly code: ProblemCode
  readonly errors: readonly FieldProblem[]

  constructor(code: ProblemCode, detail: string, errors: readonly FieldProblem[] = []) {
    super(detail)
    this.code = code
    this.errors = errors
  }
}

/** Answers with a problem. */
export function answerProblem(
  response: ServerResponse,
  requestId: string,
  code: ProblemCode,
  detail?: string,
  errors: readonly FieldProblem[] = [],
): void {
  const status = STATUS_OF[code]
  const problem: z.infer<typeof problemSchema> = {
    type: typeOf(code),
    title: TITLES[code],
    status,
    ...(detail !== undefined && { detail }),
    request_id: requestId,
    ...(errors.length > 0 && { errors: [...errors] }),
  }
  const text = JSON.stringify(problem)
  response.writeHead(status, {
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

/** The HTTP status of a problem. */
export function statusOfProblem(code: ProblemCode): number {
  return STATUS_OF[code]
}

/** What zod found, in the words of a problem: where, and what would be right. */
export function fieldProblemsOf(where: 'path' | 'query' | 'body', error: z.ZodError): FieldProblem[] {
  return error.issues.map((issue) => ({
    field: [where, ...issue.path.map(String)].join('.'),
    problem: issue.message,
  }))
}

function typeOf(code: ProblemCode): `urn:bluetick:problem:${ProblemCode}` {
  return `urn:bluetick:problem:${code}`
}

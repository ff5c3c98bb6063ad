import type { ServerResponse } from 'node:http'

/** Answers with JSON. */
export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    // Webhooks pass by Helmet; of its headers this is the one that matters where no browser is meant to be.
    'x-content-type-options': 'nosniff',
  })
  response.end(text)
}

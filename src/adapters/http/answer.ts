import type { ServerResponse } from 'node:http'

/** Answers with JSON. */
export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  answerWith(response, status, 'application/json', JSON.stringify(body))
}

/** Answers with plain text. */
export function answerText(response: ServerResponse, status: number, text: string): void {
  answerWith(response, status, 'text/plain', text)
}

function answerWith(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
    // Webhooks pass by Helmet; of its headers this is the one that matters where no browser is meant to be.
    'x-content-type-options': 'nosniff',
  })
  response.end(text)
}

import type { Request, Response } from 'express'
import { sameSecret } from './same-secret.ts'

/**
 * `GET /webhook`. Meta's handshake carries `hub.*` parameters and wants the challenge back as plain text
 * (Meta: webhooks, "verification requests"); AiSensy checks a URL with a plain GET and wants 2xx.
 */
export function createHandshakeHandler(verifyToken: string | undefined) {
  return function handleHandshake(request: Request, response: Response): void {
    const mode = request.query['hub.mode']
    if (mode === undefined) {
      response.json({ status: 'success', message: 'Bluetick takes status webhooks here by POST.' })
      return
    }
    const token = request.query['hub.verify_token']
    const challenge = request.query['hub.challenge']
    if (mode !== 'subscribe' || typeof challenge !== 'string') {
      const message = 'A handshake needs hub.mode=subscribe, hub.verify_token and hub.challenge.'
      response.status(400).json({ status: 'error', message })
    } else if (verifyToken === undefined) {
      const message = 'No handshake is set up: set WEBHOOK_VERIFY_TOKEN to the token given to Meta.'
      response.status(403).json({ status: 'error', message })
    } else if (typeof token !== 'string' || !sameSecret(token, verifyToken)) {
      const message = 'hub.verify_token is not the one in WEBHOOK_VERIFY_TOKEN.'
      response.status(403).json({ status: 'error', message })
    } else {
      response.type('text/plain').send(challenge)
    }
  }
}

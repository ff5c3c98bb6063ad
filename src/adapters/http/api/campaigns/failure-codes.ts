import { z } from 'zod'
import { actorOfFailure, FAILURE_ACTORS } from '../../../../domain/messages/failure-actors.ts'
import { KNOWN_FAILURE_CODES, meaningOfFailure } from '../../../../domain/messages/failure-codes.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'

const failureCode = z
  .object({
    code: z.string(),
    meaning: z.string().describe('What happened.'),
    actor: z
      .enum(FAILURE_ACTORS)
      .describe('Who can act: who sends, who manages the WhatsApp account, who built what sends; or nobody.'),
    resend: z.string().describe('Whether sending the same message again to the same person makes sense.'),
    advice: z.string().describe('What to do.'),
  })
  .meta({ id: 'FailureCode' })

/** `GET /failure-codes`: what WhatsApp's codes mean. */
export function failureCodesEndpoint(): Endpoint {
  return endpoint({
    method: 'get',
    route: '/failure-codes',
    operationId: 'listFailureCodes',
    tag: 'Messages',
    summary: 'What the codes of failures mean, and what to do',
    response: z.object({ failure_codes: z.array(failureCode) }),
    problems: [],
    examples: [
      {
        summary: 'All of them',
        answer: { failure_codes: [describeCode('131042')] },
      },
    ],
    async handle() {
      return { json: { failure_codes: KNOWN_FAILURE_CODES.map(describeCode) } }
    },
  })
}

function describeCode(code: string) {
  const { meaning, resend, advice } = meaningOfFailure(code)
  return { code, meaning, actor: actorOfFailure(code), resend, advice }
}

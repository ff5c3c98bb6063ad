import type { Endpoint } from '../endpoint.ts'
import type { SendingApi } from './api.ts'
import { decisionEndpoints } from './decisions.ts'
import { planEndpoints } from './plans.ts'
import { uncertainEndpoints } from './uncertain.ts'

export function sendingEndpoints(api: SendingApi): Endpoint[] {
  return [...planEndpoints(api), ...decisionEndpoints(api), ...uncertainEndpoints(api)]
}

import type { Candidate } from '../../../src/domain/sending/candidate.ts'
import { DEFAULT_RULES } from '../../../src/domain/sending/default-rules.ts'
import type { Template } from '../../../src/domain/sending/plan.ts'

export const TEMPLATE: Template = { name: 'diwali_offer', language: 'en', category: 'marketing' }

/** The rules as they are by default. */
export const RULES = DEFAULT_RULES

/** Somebody to whom nothing was sent. */
export function candidate(over: Partial<Candidate> = {}): Candidate {
  return {
    recipient: '1',
    phone: '+919812345678',
    attributes: {},
    inFlight: false,
    rounds: 0,
    messagesToday: 0,
    ...over,
  }
}

import { Readable } from 'node:stream'
import { z } from 'zod'
import { csvOfAnswer } from '../../../../domain/analytics/answer-csv.ts'
import {
  type Question,
  type QuestionInput,
  type QuestionResult,
  UNITS,
  UnknownCampaignError,
} from '../../../../domain/analytics/question.ts'
import type { Country } from '../../../../domain/phones/numbering-plans.ts'
import { noCampaign } from '../campaigns/found.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { ProblemError } from '../problem.ts'
import { inputOf, inputSchemaOf } from './input.ts'

/** Answers a question; rejects with a RangeError where the window cannot be one. */
export type AnswerQuestion = (question: Question, input: QuestionInput) => Promise<QuestionResult>

const answerSchema = z
  .object({
    question: z.string(),
    description: z.string().describe('What is answered.'),
    window: z
      .object({ from: z.string(), to: z.string() })
      .nullable()
      .describe('From, up to (exclusive); null where all times are asked about.'),
    zone: z.string().describe('The time zone of days and hours.'),
    campaign: z.string().nullable().describe('The campaign asked about; null for all messages.'),
    denominator: z.string().describe('What rates and shares are of.'),
    as_of: z.string().describe('The moment whose data this is.'),
    age_seconds: z.number().describe('How long ago that was.'),
    columns: z.array(z.object({ name: z.string(), unit: z.enum(UNITS), meaning: z.string() })),
    rows: z.array(z.record(z.string(), z.unknown())),
  })
  .meta({ id: 'Answer' })

/** `GET /api/analytics/<question>`, one endpoint for each question. */
export function analyticsEndpoints(
  questions: readonly Question[],
  answer: AnswerQuestion,
  defaultCountry: Country | undefined,
): Endpoint[] {
  return questions.map((question) =>
    endpoint({
      method: 'get',
      route: `/analytics/${question.name}`,
      operationId: camelCase(`analytics-${question.name}`),
      tag: 'analytics',
      summary: question.description.split('. ')[0] ?? question.name,
      description: `${question.description}\n\nDenominator: ${question.denominator}.`,
      query: inputSchemaOf(question, defaultCountry),
      response: answerSchema,
      problems: ['not-found'],
      alsoAnswers: { 'text/csv': 'The rows, each with its window, denominator and age.' },
      examples: [exampleOf(question)],
      async handle({ query, wantsCsv }) {
        const answered = await answer(question, inputOf(query)).catch((error: unknown) => {
          if (error instanceof UnknownCampaignError) throw noCampaign()
          if (error instanceof RangeError) throw new ProblemError('invalid-request', error.message)
          throw error
        })
        if (!wantsCsv)
          return { json: { ...answered, columns: [...answered.columns], rows: [...answered.rows] } }
        return {
          text: Readable.from(csvOfAnswer(answered)),
          contentType: 'text/csv; charset=utf-8',
          fileName: `${question.name}.csv`,
        }
      },
    }),
  )
}

function exampleOf(question: Question) {
  const takes = (parameter: string) => question.parameters.some((known) => known === parameter)
  return {
    summary: question.description.split('. ')[0] ?? question.name,
    query: {
      ...(takes('from') && { window: '7d' }),
      ...(takes('zone') && { zone: 'Asia/Kolkata' }),
      ...(takes('phone') && { phone: '+919876543210' }),
    },
    answer: {
      question: question.name,
      description: question.description,
      window: takes('from') ? { from: '2026-11-14T04:00:00.000Z', to: '2026-11-21T04:05:00.000Z' } : null,
      zone: takes('zone') ? 'Asia/Kolkata' : 'UTC',
      campaign: null,
      denominator: question.denominator,
      as_of: '2026-11-21T04:05:00.000Z',
      age_seconds: 0,
      columns: question.columns,
      rows: [],
    },
  }
}

function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

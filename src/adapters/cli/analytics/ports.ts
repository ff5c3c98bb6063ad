import type { Question, QuestionInput, QuestionResult } from '../../../domain/analytics/question.ts'

/** How many rows of the sums differ from the messages; `orphans` are breakdowns of campaigns that are not there. */
export interface RollupDrift {
  readonly totals: number
  readonly labels: number
  readonly cohorts: number
  readonly orphans: number
}

/** What the commands about analytics drive. */
export interface AnalyticsCommands {
  readonly questions: readonly Question[]
  /** Checks what a question is asked with; problems name the parameter first. */
  readInput(
    question: Question,
    given: Readonly<Record<string, string>>,
  ): { readonly input: QuestionInput } | { readonly problems: readonly string[] }
  /** Throws RangeError where the window cannot be one. */
  answer(question: Question, input: QuestionInput): Promise<QuestionResult>
  /** Counts messages that others inserted; how many. */
  joinUncounted(): Promise<number>
  verifyRollups(): Promise<RollupDrift>
  /** Sums the rollups anew, day by day; stops after the day in hand when the command is interrupted. */
  recountRollups(): Promise<void>
}

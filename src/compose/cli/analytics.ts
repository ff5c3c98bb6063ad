import type { AnalyticsCommands } from '../../adapters/cli/analytics/ports.ts'
import { inputOf, inputSchemaOf } from '../../adapters/http/api/analytics/input.ts'
import { createAnalyticsStore } from '../../adapters/postgres/analytics/analytics-store.ts'
import { recountRollups, verifyRollups } from '../../adapters/postgres/analytics/rollup-repair.ts'
import { createStateStore } from '../../adapters/postgres/messages/state-store.ts'
import { loadStatements } from '../../adapters/postgres/schema/statements.ts'
import { answerQuestion } from '../../app/analytics/answer.ts'
import { joinExternalRows } from '../../app/campaigns/join-external-rows.ts'
import { expectation } from '../../domain/text/expectation.ts'
import type { CliParts } from './parts.ts'

export function createAnalyticsCommands({ pool, names, config, signal }: CliParts): AnalyticsCommands {
  const statements = loadStatements(names)
  const store = createAnalyticsStore(pool, statements)
  return {
    questions: store.questions,
    // The same checks as over HTTP: a question takes the same parameters on every way in.
    readInput(question, given) {
      const checked = inputSchemaOf(question, config.DEFAULT_COUNTRY).safeParse(given, { error: expectation })
      if (checked.success) return { input: inputOf(checked.data) }
      const problems = checked.error.issues.flatMap((issue) =>
        issue.code === 'unrecognized_keys'
          ? issue.keys.map((key) => `${key} is not an option of this question`)
          : [`${issue.path.join('.')} ${issue.message}`],
      )
      return { problems }
    },
    answer: (question, input) => answerQuestion(store, question, input, Date.now()),
    async joinUncounted() {
      const store = createStateStore(pool, statements, undefined, { country: config.DEFAULT_COUNTRY })
      return (await joinExternalRows(store, config.STATUS_TIMESTAMP, signal)).messages
    },
    verifyRollups: () => verifyRollups(pool, names, signal),
    recountRollups: () => recountRollups(pool, names, signal),
  }
}

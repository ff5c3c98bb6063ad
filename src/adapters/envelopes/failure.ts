import type { FailureReason } from '../../domain/messages/report.ts'
import { MAX_DETAILS_CHARACTERS, MAX_LABEL_CHARACTERS, MAX_TITLE_CHARACTERS } from '../../domain/text/clip.ts'
import { type Draft, field, isList, isObject, type JsonObject, objectField, textField } from './read.ts'

/**
 * Meta's reason of a failure: the first of `errors`. (Meta: webhooks reference, `errors` of a status: rely on
 * the code and on `error_data.details`; the title is being retired.) Nothing where it says nothing.
 */
export function readErrors(item: JsonObject): FailureReason | undefined {
  const errors = field(item, 'errors')
  const error = isList(errors) ? errors[0] : undefined
  if (!isObject(error)) return undefined
  const data = objectField(error, 'error_data')
  return failureReason(
    textField(error, 'code', MAX_LABEL_CHARACTERS),
    textField(error, 'title', MAX_TITLE_CHARACTERS),
    (data && textField(data, 'details', MAX_DETAILS_CHARACTERS)) ??
      textField(error, 'message', MAX_DETAILS_CHARACTERS),
  )
}

/** AiSensy's reason of a failure, `failureResponse`; it is `{}` on messages that did not fail. */
export function readFailureResponse(message: JsonObject): FailureReason | undefined {
  const response = objectField(message, 'failureResponse')
  if (response === undefined) return undefined
  return failureReason(
    textField(response, 'code', MAX_LABEL_CHARACTERS),
    undefined,
    textField(response, 'reason', MAX_DETAILS_CHARACTERS),
  )
}

function failureReason(code?: string, title?: string, details?: string): FailureReason | undefined {
  if (code === undefined && title === undefined && details === undefined) return undefined
  const failure: Draft<FailureReason> = { code: code ?? 'unknown' }
  if (title !== undefined) failure.title = title
  if (details !== undefined) failure.details = details
  return failure
}

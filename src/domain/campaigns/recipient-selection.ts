import { meaningOfFailure, type Resend } from '../messages/failure-codes.ts'
import type { Recipient } from './campaign.ts'
import type { RecipientFilter, Selection } from './ports.ts'

/** Every selection. */
export const SELECTIONS = ['not-read', 'worth-resend'] as const satisfies readonly Selection[]

/** A failure whose code says that sending again can help: now, later, or as a template. */
const WORTH_RESEND: ReadonlySet<Resend> = new Set(['yes', 'later', 'as-template'])

/** The recipients among which a selection is: delivered and not read yet, or failed. */
export function filterOfSelection(selection: Selection): RecipientFilter {
  return { status: selection === 'not-read' ? 'delivered' : 'failed' }
}

/** Whether a recipient of `filterOfSelection` is one of the selection. */
export function isSelected(recipient: Recipient, selection: Selection | undefined): boolean {
  if (selection !== 'worth-resend') return true
  const { failureCode } = recipient
  return failureCode !== undefined && WORTH_RESEND.has(meaningOfFailure(failureCode).resend)
}

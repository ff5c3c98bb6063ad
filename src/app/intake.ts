import type { ParsedBody } from '../domain/parsed-body.ts'
import type { ReceivedBody } from '../domain/ports.ts'
import type { Rejected, StatusReport } from '../domain/report.ts'
import type { TracePoint } from '../domain/trace-point.ts'

/** What one webhook asks to have kept: its body, and what was read in it. */
export interface Intake extends ReceivedBody {
  readonly reports: readonly StatusReport[]
  readonly rejected: readonly Rejected[]
  /** Where it came in, if it is traced. */
  readonly trace?: TracePoint
}

/** Reads a body again, as when it came: the same reports and rejects. */
export function readIntake(
  received: ReceivedBody,
  parse: (body: Uint8Array, receivedAtMs: number) => ParsedBody,
): Intake {
  const { reports, rejected } = parse(received.body, received.receivedAtMs)
  return { ...received, reports, rejected }
}

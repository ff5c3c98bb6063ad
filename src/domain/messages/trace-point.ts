/** Where in a trace something happened: the ids of a span, as W3C Trace Context defines them. */
export interface TracePoint {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** 16 hexadecimal digits. */
  readonly spanId: string
  readonly traceFlags: number
}

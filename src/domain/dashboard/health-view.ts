import type { Page } from '../campaigns/ports.ts'
import type { LinkFailure, LinkState } from '../link/ports.ts'
import type { Replica } from './operations.ts'
import type { WebhookFigures } from './overview.ts'
import type { Part } from './part.ts'
import type { DatabaseFacts, NumberView, OperationsStore, Reject, RejectLine } from './ports.ts'

/** How the service itself is. */
export interface ServiceStatus {
  readonly status: 'ready' | 'spooling' | 'not ready'
  readonly reason?: string
  /** What was lost from the spool, in a sentence. */
  readonly lost?: string
  readonly spooled: { readonly entries: number; readonly bytes: number }
  readonly spoolMaxBytes: number
  readonly version: string
  /** "node 20.20.2". */
  readonly runtime: string
  readonly startedAtMs: number
}

/** What reading the rejects again came to. */
export interface Replay {
  readonly read: number
  readonly reports: number
  readonly rejected: number
}

/** The link to others' tables, and the latest rows that were refused. */
export interface LinkHealth extends LinkState {
  readonly latest: readonly LinkFailure[]
}

/** What the page about the service shows. */
export interface HealthView {
  readonly nowMs: number
  readonly service: ServiceStatus
  readonly webhooks: Part<WebhookFigures>
  readonly database: Part<DatabaseFacts>
  readonly replicas: Part<readonly Replica[]>
  readonly stuck: Part<Awaited<ReturnType<OperationsStore['stuck']>>>
  readonly rejects: Part<Page<RejectLine, string>>
  readonly numberViews: Part<readonly NumberView[]>
  /** Undefined: nothing is linked. */
  readonly link: Part<LinkHealth | undefined>
}

/** What the page about the service shows and drives. */
export interface HealthViews {
  health(rejectsAfter: string | undefined): Promise<HealthView>
  reject(id: string): Promise<Reject | undefined>
  /** Reads all rejects again, and joins in those that are understood by now. */
  replay(): Promise<Replay>
  /** Has all reports that the database refused tried again within a minute. @returns how many */
  retryStuck(): Promise<number>
}

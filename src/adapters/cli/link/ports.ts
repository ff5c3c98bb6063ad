import type { LinkFinding, LinkProblems } from '../../../domain/link/findings.ts'
import type { LinkFailure, LinkState } from '../../../domain/link/ports.ts'

/** What `link` and `unlink` drive. */
export interface LinkCommands {
  /** Where others' tables are looked for. */
  readonly schema: string
  /** What linking would and would not do; nothing is changed. */
  check(): Promise<readonly LinkFinding[]>
  state(): Promise<LinkState | undefined>
  /** What keeps linked tables from being used just now, or as a whole. */
  problems(state: LinkState): Promise<LinkProblems>
  /**
   * Links their tables and reads their rows in; interrupted, it goes on the next time, or in the service.
   *
   * @param onFailing called once with what keeps a table from being read; it is tried again
   * @returns tables whose changes are found by polling all rows
   */
  link(onProgress: (rows: number) => void, onFailing: (error: unknown) => void): Promise<readonly string[]>
  /**
   * Ends the link and takes Bluetick's triggers off their tables.
   *
   * @returns the statements that are left to owners of tables that are not the role's; undefined: there was no link
   */
  unlink(): Promise<readonly string[] | undefined>
  failures(limit: number): Promise<readonly LinkFailure[]>
  /** Has rows that were refused tried again. @returns how many */
  retry(): Promise<number>
}

import type { Silence } from './silence.ts'

/** An episode as a person who is about to acknowledge it sees it. */
export interface EpisodeView {
  readonly id: string
  readonly rule: string
  readonly firedAtMs: number
  readonly endedAtMs?: number
  readonly summary?: string
  readonly acknowledgedBy?: string
}

export interface Acknowledgement {
  readonly episode: string
  readonly author: string
  readonly note?: string
  readonly atMs: number
}

/** What people do about alerts; every act has an author. */
export interface AlertActions {
  /**
   * Takes an episode on: no reminders from then. The first stays.
   *
   * @returns who has it, or undefined where there is no such open episode
   */
  acknowledge(acknowledgement: Acknowledgement): Promise<string | undefined>
  episode(id: string): Promise<EpisodeView | undefined>
  /** @returns the silence's id */
  silence(silence: Omit<Silence, 'id'>): Promise<string>
  /** False where there is no such silence, or it is over. */
  endSilence(id: string, author: string, atMs: number): Promise<boolean>
  /** Silences that hold or are to come. */
  silences(nowMs: number): Promise<readonly Silence[]>
  /** The key of that name which all replicas share: `fresh` where there was none. */
  sharedKey(name: string, fresh: string): Promise<string>
}

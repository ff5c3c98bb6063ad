/** Moments at which a crash must cost nothing; in the order in which a webhook meets them. */
export const CHECKPOINTS = [
  'before-commit',
  'after-commit',
  'before-spooling',
  'after-spooling',
  'before-drain',
  'between-commit-and-removal',
  'after-removal',
] as const
export type CheckpointName = (typeof CHECKPOINTS)[number]

/** Called when such a moment is reached. The chaos suite ends the process there. */
export type Checkpoint = (name: CheckpointName) => void | Promise<void>

/** What the service itself does there: nothing. */
export function passCheckpoint(): void {}

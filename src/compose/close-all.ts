/** A part that was started and is to be stopped. */
export interface Closer {
  /** What to call it in the log. */
  readonly name: string
  close(): Promise<void>
}

/** Closes parts in the reverse order of their start; one that fails does not keep the others open. */
export async function closeAll(
  closers: readonly Closer[],
  onError: (name: string, error: unknown) => void,
): Promise<void> {
  for (const { name, close } of closers.toReversed()) await close().catch((error) => onError(name, error))
}

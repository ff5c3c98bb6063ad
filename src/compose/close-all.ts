/** Closes parts in the reverse order of their start; one that fails does not keep the others open. */
export async function closeAll(
  closers: readonly (() => Promise<void>)[],
  onError: (error: unknown) => void,
): Promise<void> {
  for (const close of closers.toReversed()) await close().catch(onError)
}

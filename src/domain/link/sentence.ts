import type { LinkState } from './ports.ts'

/** What a person should know of the link; nothing while it is well. */
export function linkSentence(
  state: Pick<LinkState, 'lagSeconds' | 'outbox' | 'failures'> | undefined,
  lateSeconds: number,
): string | undefined {
  if (state === undefined) return undefined
  const { lagSeconds, outbox, failures } = state
  const late =
    lagSeconds > lateSeconds
      ? [`${outbox} rows wait to be written back to linked tables, for up to ${Math.round(lagSeconds)} s.`]
      : []
  const refused =
    failures > 0 ? [`${failures} rows were refused: "bluetick link status" lists them with the reason.`] : []
  const sentences = [...late, ...refused]
  return sentences.length === 0 ? undefined : sentences.join(' ')
}

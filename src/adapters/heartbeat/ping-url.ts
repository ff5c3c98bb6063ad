const HEARTBEAT_TIMEOUT_MS = 10_000

/**
 * Pings a dead-man's switch: all is well.
 *
 * @throws Error where it did not hear it
 */
export async function pingUrl(url: string): Promise<void> {
  const response = await fetch(url, { method: 'GET', signal: AbortSignal.timeout(HEARTBEAT_TIMEOUT_MS) })
  await response.body?.cancel()
  if (!response.ok) throw new Error(`HEARTBEAT_URL answered ${response.status}.`)
}

/** Waits without keeping the process alive for it. */
export function pause(ms: number): Promise<void> {
  return new Promise(resolve => void setTimeout(resolve, ms).unref());
}

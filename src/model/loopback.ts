/** Whether a host, as a `URL` has it, is this machine: where emulators live, and speak http. */
export function isLoopback(hostname: string): boolean {
  return /^(?:localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/.test(hostname);
}

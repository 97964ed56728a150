/** Whether a `URL` hostname is this machine, where emulators run over plain HTTP. */
export function isLoopback(hostname: string): boolean {
  return /^(?:localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/.test(hostname);
}

/**
 * Opens an address in the browser, where there is one: over SSH and in containers there is none,
 * so the address is always printed too.
 */
export async function openInBrowser(url: string): Promise<'opened' | 'not-opened'> {
  if (process.env.SSH_CONNECTION !== undefined) return 'not-opened';
  try {
    const {default: open} = await import('open');
    const child = await open(url);
    return await new Promise(resolve => {
      child.once('error', () => resolve('not-opened'));
      child.once('spawn', () => resolve('opened'));
    });
  } catch {
    return 'not-opened';
  }
}

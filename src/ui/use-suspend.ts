import {constants} from 'node:os';
import process from 'node:process';
import {setTimeout as pause} from 'node:timers/promises';
import {useApp} from 'ink';

/** Windows doesn't have SIGTSTP: Ctrl-Z does nothing there. */
const canSuspend = 'SIGTSTP' in constants.signals;

/**
 * In ms. Long enough for the signal to arrive; timers don't advance while the process is stopped.
 */
const stopDelayMs = 50;

/** Suspends the program like a shell job (Ctrl-Z), and restores the UI on `fg`. */
export function useSuspend(): () => Promise<void> {
  const {suspendTerminal} = useApp();
  return async () => {
    if (!canSuspend) return;
    await suspendTerminal(async () => {
      process.kill(process.pid, 'SIGTSTP');
      // The process stops here until `fg`. Without a job-control shell it continues at once.
      await pause(stopDelayMs);
    });
    // Background processes get no SIGWINCH, so make Node read the size again.
    process.kill(process.pid, 'SIGWINCH');
  };
}

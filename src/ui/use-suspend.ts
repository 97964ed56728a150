import {constants} from 'node:os';
import process from 'node:process';
import {setTimeout as pause} from 'node:timers/promises';
import {useApp} from 'ink';

/** Windows has no such signal: there Ctrl-Z does nothing. */
const canStop = 'SIGTSTP' in constants.signals;

/** Long enough for the signal to be there; while the process is stopped no time counts. */
const stopDelay = 50;

/** Gives the terminal to the shell with the job stopped, and takes it again. */
export function useSuspend(): () => Promise<void> {
  const {suspendTerminal} = useApp();
  return async () => {
    if (!canStop) return;
    await suspendTerminal(async () => {
      process.kill(process.pid, 'SIGTSTP');
      // Here it stands still until `fg`. Without a shell nobody stops it, and it goes on at once.
      await pause(stopDelay);
    });
    // Only who is in front hears of a resize: Node asks for the size again at this.
    process.kill(process.pid, 'SIGWINCH');
  };
}

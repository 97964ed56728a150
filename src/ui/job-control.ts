import {constants} from 'node:os';
import process from 'node:process';
import {setTimeout as pause} from 'node:timers/promises';
import {useApp} from 'ink';

/** Stops with the job, as the shell wants it, and draws everything anew. */
export interface JobControl {
  readonly suspend: () => Promise<void>;
  readonly redraw: () => Promise<void>;
}

/** Windows has no such signal: there Ctrl-Z does nothing. */
const canStop = 'SIGTSTP' in constants.signals;

/** Long enough for the signal to be there; while the process is stopped no time counts. */
const stopDelay = 50;

export function useJobControl(): JobControl {
  const {suspendTerminal} = useApp();
  return {
    suspend: async () => {
      if (!canStop) return;
      await suspendTerminal(async () => {
        process.kill(process.pid, 'SIGTSTP');
        // Here it stands still until `fg`. Without a shell nobody stops it, and it goes on at once.
        await pause(stopDelay);
      });
      // Only who is in front hears of a resize: Node asks for the size again at this.
      process.kill(process.pid, 'SIGWINCH');
    },
    // The terminal given back and taken again: what was on it is unknown.
    redraw: () => suspendTerminal(async () => {}),
  };
}

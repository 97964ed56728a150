import {setMaxListeners} from 'node:events';
import {isatty} from 'node:tty';
import {guardLog} from './commands/actions-log.js';
import {runCommandLine} from './commands/command-line.js';
import {hasCode} from './model/errors.js';

declare const __VERSION__: string;

/** Whoever sends these wants it to end: what was done is told, and the terminal is given back. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** The terminals that this process was started on, by file descriptor. */
const terminals = [0, 1, 2].filter(isatty);

/** The process as a command has it, until a signal says to end. */
function interruption(): AbortSignal {
  const interrupted = new AbortController();
  // Many requests at once listen to it: that is no leak.
  setMaxListeners(0, interrupted.signal);
  const interrupt = () => {
    // The second time somebody means it.
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort();
  };
  for (const name of endings) process.on(name, interrupt);
  return interrupted.signal;
}

/** A reader that closes early (`| head`) is no error of ours; a full disk is no success. */
function leave(): void {
  const {errored} = process.stdout;
  const closed = hasCode(errored, 'EPIPE');
  process.exit(errored === null || closed ? process.exitCode : process.exitCode || 1);
}

/**
 * With its terminal gone, Node aborts on its way out and leaves a core dump, secrets included: the
 * signal itself, without a handler, ends the process and tells whoever waits for it.
 */
function endWithTerminal(): void {
  const gone = hungUp || terminals.length > 0;
  if (process.platform === 'win32' || !gone || terminals.some(isatty)) return;
  for (const name of endings) process.removeAllListeners(name);
  process.kill(process.pid, 'SIGHUP');
}

let hungUp = false;
process.once('SIGHUP', () => {
  hungUp = true;
});
// However it ends: by its exit code, or because nothing is left that could wake it up.
process.once('exit', endWithTerminal);
process.stdout.on('error', leave);
// Nobody is there to be told.
process.stderr.on('error', () => {});
guardLog(process.env, [process.stdout, process.stderr]);
process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: interruption(),
  now: () => new Date(),
  version: __VERSION__,
});
// Sockets that are kept alive, and a terminal's stdin, would hold the process for seconds.
process.stdout.write('', leave);

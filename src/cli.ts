import {setMaxListeners} from 'node:events';
import {isatty} from 'node:tty';
import {runCommandLine} from './commands/command-line.js';
import {escapeWorkflowCommandsIn} from './commands/output/workflow-commands.js';
import {ignoreProgramsInCurrentFolder} from './commands/programs.js';
import {hasCode} from './model/errors.js';

declare const __VERSION__: string;

/** On these signals the program reports what it did, restores the terminal, and exits. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** File descriptors that were a terminal when the process started. */
const terminals = [0, 1, 2].filter(isatty);

/** Aborted by the first of these signals; a second one exits at once with 130. */
function interruption(): AbortSignal {
  const interrupted = new AbortController();
  // Every request in flight adds a listener, so Node's leak warning would be a false alarm.
  setMaxListeners(0, interrupted.signal);
  const interrupt = () => {
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort();
  };
  for (const name of endings) process.on(name, interrupt);
  return interrupted.signal;
}

/** A reader that closes the pipe early (`| head`) is not an error; a full disk is. */
function leave(error?: Error | null): void {
  // A stream to a file or device has no `errored` yet when it emits its error.
  const failure = error ?? process.stdout.errored;
  const closed = hasCode(failure, 'EPIPE');
  process.exit(failure === null || closed ? process.exitCode : process.exitCode || 1);
}

/**
 * When its terminal is gone, Node aborts while exiting and leaves a core dump that contains
 * secrets. Killing the process with SIGHUP, without a handler, avoids that and still tells the
 * parent process why it ended.
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
// Also covers the case where the event loop simply runs empty.
process.once('exit', endWithTerminal);
process.stdout.on('error', leave);
// Standard error is closed, so there is nowhere left to report this.
process.stderr.on('error', () => {});
ignoreProgramsInCurrentFolder(process.env);
escapeWorkflowCommandsIn(process.env, [process.stdout, process.stderr]);
// No `await` at the top: `bin` loads this with `require`, which takes no module that has one. In a
// microtask, so that the exit code is set before stdout emits an error, which it does a tick later.
queueMicrotask(main);

async function main(): Promise<void> {
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    // Opened when it is read: help doesn't.
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    signal: interruption(),
    now: () => new Date(),
    version: __VERSION__,
  });
  // Exit explicitly: keep-alive sockets and a terminal's stdin would hold the process for seconds.
  process.stdout.write('', leave);
}

import {setMaxListeners} from 'node:events';
import {isatty} from 'node:tty';
import {guardLog} from './commands/actions-log.js';
import './commands/core.js';
import {jsonLine} from './commands/export/escapes.js';
import {forTerminal, inLocale} from './commands/for-terminal.js';
import {type Invocation, parseInvocation} from './commands/options.js';
import {exitCodeOf, failureJson, failureLines, failureOf} from './commands/outcome.js';
import {hasCode, reasonOf} from './model/errors.js';
import {lenient, maskSecrets} from './model/known-secrets.js';
import {visible} from './text/escape.js';

/** Whoever sends these wants it to end: what was done is told, and the terminal is given back. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** The terminals that this process was started on, by file descriptor. */
const terminals = [0, 1, 2].filter(isatty);

/** Arguments and environment to a command, and its result to an exit code. */
async function main(argv: readonly string[]): Promise<number> {
  // Known before anything is parsed, so that even a wrong option is told as JSON.
  const output = argv.includes('--json') ? 'json' : 'text';
  const interruption = new AbortController();
  // Many requests at once listen to it: that is no leak.
  setMaxListeners(0, interruption.signal);
  const interrupt = () => {
    // The second time somebody means it.
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort();
  };
  for (const name of endings) process.on(name, interrupt);
  try {
    return await run(parseInvocation(argv), interruption.signal);
  } catch (error) {
    return report(error, output, interruption.signal);
  }
}

async function run(invocation: Invocation, signal: AbortSignal): Promise<number> {
  const {command, options} = invocation;
  if (options.version || options.help || command === 'completions') {
    const {words} = await import('./commands/words.js');
    process.stdout.write(words(invocation) ?? '');
    return 0;
  }
  if (command === 'wizard' && options.demo !== 'list') {
    // There is something to read while the wizard is loaded.
    if (isTerminal() && !options.json) process.stdout.write(inLocale(opening(options)));
    const {wizard} = await import('./commands/wizard.js');
    return await wizard(options, process.env, signal);
  }
  const {runCommand} = await import('./commands/world.js');
  return await runCommand(invocation, process.env, signal);
}

function isTerminal(): boolean {
  return isatty(0) && isatty(1);
}

function opening({demo}: Invocation['options']): string {
  const where = demo === undefined ? 'on your tenant' : 'on a demo tenant';
  return `Auth0’s “Server Apps + API”, set up ${where}, step by step.\n`;
}

/** Tells an error where it belongs. A bug of ours keeps its stack. */
function report(error: unknown, output: 'json' | 'text', signal: AbortSignal): number {
  const failure = failureOf(error);
  if (failure === undefined) return signal.aborted ? 130 : reportBug(error, output);
  if (output === 'json') process.stdout.write(`${jsonLine(failureJson(failure))}\n`);
  else {
    const text = failureLines(failure).join('\n');
    process.stderr.write(`${forTerminal(text, process.stderr)}\n`);
  }
  return exitCodeOf(failure.problem);
}

function reportBug(error: unknown, output: 'json' | 'text'): number {
  const mask = (text: string) => maskSecrets(text, {least: lenient});
  const message = mask(reasonOf(error));
  const hint = 'This is a mistake in timesheets-setup, not in your set-up: please report it.';
  if (output === 'json') {
    process.stdout.write(`${jsonLine({error: {code: 'bug', message, hint}})}\n`);
  } else {
    const stack = error instanceof Error ? mask(error.stack ?? '') : undefined;
    process.stderr.write(inLocale(`✖ ${visible(message)}\n  ${hint}\n${stack ?? ''}\n`));
  }
  return 1;
}

/** A reader that closes early (`| head`) is no error of ours; a full disk is no success. */
function leave(): void {
  const {errored} = process.stdout;
  const closed = hasCode(errored, 'EPIPE');
  process.exit(errored === null || closed ? process.exitCode : process.exitCode || 1);
}

guardLog(process.env, [process.stdout, process.stderr]);
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
process.exitCode = await main(process.argv.slice(2));
// Sockets that are kept alive, and a terminal's stdin, would hold the process for seconds.
process.stdout.write('', leave);

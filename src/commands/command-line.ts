import {reasonOf} from '../model/errors.js';
import {maskSecrets, ownTextMinLength} from '../model/secrets/known-secrets.js';
import {visible} from '../text/escape.js';
import type {Exited, Io, Output} from './command.js';
import {listScenarios} from './demo-tenant.js';
import {registerGivenSecrets} from './environment.js';
import {jsonLine} from './exporters/quoting.js';
import {helpOf} from './help.js';
import {requireClientId, requireOneStandardInput, requireOutputFile} from './options.js';
import {formatForTerminal, toLocale} from './output/for-terminal.js';
import {
  type CommandResult,
  exitCodeOf,
  failureJson,
  failureLines,
  failureOf,
  type IncompleteError,
} from './output/outcome.js';
import {withProgress} from './output/progress.js';
import {commands, type Invocation, parseInvocation} from './registry.js';

/** Runs a command and returns its exit code. Errors are printed, never thrown. */
export async function runCommandLine(argv: readonly string[], io: Io): Promise<number> {
  registerGivenSecrets(io.env, argv);
  // Decided before parsing, so that a parse error is reported as JSON too.
  const output = argv.includes('--json') ? 'json' : 'text';
  if (output === 'json') return await runWith(argv, output, io);
  const progress = withProgress(io);
  try {
    return await runWith(argv, output, progress.io);
  } finally {
    progress.end();
  }
}

async function runWith(argv: readonly string[], output: 'json' | 'text', io: Io): Promise<number> {
  try {
    const ended = await run(parseInvocation(argv), io);
    if ('json' in ended) print(ended, output, io.stdout);
    return ended.exitCode;
  } catch (error) {
    const failure = failureOf(error);
    if (failure !== undefined) return reportFailure(failure, output, io);
    return io.signal.aborted ? 130 : reportBug(error, output, io);
  }
}

async function run({command, options, words}: Invocation, io: Io): Promise<CommandResult | Exited> {
  if (options.version) return {exitCode: 0, json: {version: io.version}, text: io.version};
  if (options.help) return helpOf(command.name === 'wizard' ? undefined : command, commands);
  requireClientId(options);
  requireOutputFile(options);
  requireOneStandardInput(options);
  if (options.demo === 'list') return await listScenarios();
  return await command.run(io, {options, words});
}

function print({json, text, lines}: CommandResult, output: 'json' | 'text', stdout: Output): void {
  const shown = lines === 'preformatted' ? text : formatForTerminal(text, stdout);
  stdout.write(`${output === 'json' ? jsonLine(json) : shown}\n`);
}

function reportFailure(
  failure: IncompleteError,
  output: 'json' | 'text',
  {stdout, stderr}: Io,
): number {
  if (output === 'json') stdout.write(`${jsonLine(failureJson(failure))}\n`);
  else stderr.write(`${formatForTerminal(failureLines(failure).join('\n'), stderr)}\n`);
  return exitCodeOf(failure.problem);
}

/** For bugs: prints the stack as well, with secrets masked. */
function reportBug(error: unknown, output: 'json' | 'text', {stdout, stderr}: Io): number {
  const mask = (text: string) => maskSecrets(text, {minLength: ownTextMinLength});
  const message = mask(reasonOf(error));
  const hint = 'This is a bug in timesheets-setup. Please report it.';
  if (output === 'json') {
    stdout.write(`${jsonLine({error: {code: 'bug', message, hint}})}\n`);
  } else {
    const stack = error instanceof Error ? mask(error.stack ?? '') : undefined;
    stderr.write(toLocale(`✖ ${visible(message)}\n  ${hint}\n${stack ?? ''}\n`));
  }
  return 1;
}

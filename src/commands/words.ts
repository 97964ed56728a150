import {completions} from './completions.js';
import {helpText} from './help.js';
import {type Invocation, parseInvocation} from './options.js';

declare const __VERSION__: string;

/**
 * What says how the program is used: the version, the help, completions for a shell. A CommonJS
 * file of its own that `bin` asks first: loading any ES module takes a tenth of Node's own start,
 * and this is all that some calls need. Nothing where there is more to do, or the call is wrong.
 */
export function words(argv: readonly string[]): string | undefined {
  const invocation = parsed(argv);
  if (invocation === undefined) return undefined;
  const {command, options} = invocation;
  if (options.version) return told({version: __VERSION__}, `${__VERSION__}\n`, options);
  if (options.help) {
    const help = helpText(command);
    return told({help}, help, options);
  }
  if (command !== 'completions') return undefined;
  const script = completions(invocation.words);
  return told({completions: script}, script, options);
}

/**
 * What the wizard says before it is loaded: there is something to read while that takes its time.
 * Nothing where it is not the wizard that starts.
 */
export function opening(argv: readonly string[]): string {
  const {command, options} = parsed(argv) ?? {};
  if (command !== 'wizard' || options?.json || options?.demo === 'list') return '';
  const where = options?.demo === undefined ? 'on your tenant' : 'on a demo tenant';
  return `Auth0’s “Server Apps + API”, set up ${where}, step by step.\n`;
}

function parsed(argv: readonly string[]): Invocation | undefined {
  try {
    return parseInvocation(argv);
  } catch {
    return undefined;
  }
}

function told(json: object, text: string, options: Invocation['options']): string {
  return options.json ? `${JSON.stringify(json)}\n` : text;
}

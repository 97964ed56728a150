import {Problem, type ProblemCode, reasonOf} from '../model/errors.js';
import {type Blueprint, documented} from '../scenario/documented.js';
import {readBlueprint} from '../scenario/read-blueprint.js';
import {type Options, withSingleChoices} from './choices.js';
import {usage} from './options.js';
import {readText, Unreadable} from './read-text.js';

/**
 * The blueprint of `--blueprint`, with the single options over it; without that option, none: the
 * remembered one or the documented one is then known only once the tenant is.
 * Throws `Problem` usage, invalid_blueprint, interrupted.
 */
export async function givenBlueprint(
  options: Options,
  signal?: AbortSignal,
): Promise<Blueprint | undefined> {
  const file = options.blueprint;
  if (file === undefined) {
    // Wrong options are told before anybody signs in.
    withSingleChoices(documented, options);
    return undefined;
  }
  const content = await readInput(file, 'blueprint', signal);
  return withSingleChoices(readBlueprint(content, inputName(file)), options);
}

/** Options that name a file to read, and what its content is called where it is no text. */
const inputs = {
  blueprint: 'invalid_blueprint',
  plan: 'invalid_plan',
  tenants: 'usage',
} as const satisfies Record<string, ProblemCode>;

/**
 * Reads what an option names: a file, a pipe, or standard input (`-`). Throws `Problem` usage,
 * invalid_blueprint and invalid_plan where it is no text, interrupted.
 */
export async function readInput(
  file: string,
  option: keyof typeof inputs,
  signal?: AbortSignal,
): Promise<string> {
  try {
    return await readText(file, signal);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    const message = `--${option}: ${inputName(file)} can't be read (${reasonOf(cause)}).`;
    if (!(cause instanceof Unreadable)) throw usage(message, 'Check the path.', cause);
    throw new Problem(inputs[option], {
      message,
      hint: 'It has to be text of at most 16 MB, in UTF-8, or in UTF-16 with a byte order mark.',
      cause,
    });
  }
}

/** What messages call it. */
export function inputName(file: string): string {
  return file === '-' ? 'Standard input' : file;
}

/** Throws `Problem` usage where standard input would have to be read for two options. */
export function requireOneStandardInput(options: Options): void {
  const reading = Object.keys(inputs).filter(name =>
    Object.entries(options).some(([key, value]) => key === name && value === '-'),
  );
  if (reading.length <= 1) return;
  throw usage(
    `${reading.map(name => `--${name} -`).join(' and ')} both read standard input.`,
    'Put one of the two into a file.',
  );
}

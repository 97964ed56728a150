import {readFile} from 'node:fs/promises';
import {reasonOf} from '../engine/problem.js';
import {type Blueprint, documented} from '../scenario/blueprint.js';
import {readBlueprint} from '../scenario/read-blueprint.js';
import {type Options, withSingleChoices} from './choices.js';
import {usage} from './options.js';

/**
 * The blueprint of `--blueprint`, with the single options over it; without that option, none: the
 * remembered one or the documented one is then known only once the tenant is.
 * Throws `Problem` usage, invalid_blueprint.
 */
export async function givenBlueprint(options: Options): Promise<Blueprint | undefined> {
  const file = options.blueprint;
  if (file === undefined) {
    // Wrong options are told before anybody signs in.
    withSingleChoices(documented, options);
    return undefined;
  }
  const content = await readInput(file, 'blueprint');
  return withSingleChoices(readBlueprint(content, file), options);
}

/** Reads a file that an option names. Throws `Problem` usage. */
export async function readInput(file: string, option: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const reason = reasonOf(cause);
    throw usage(`--${option}: ${file} can't be read (${reason}).`, 'Check the path.', cause);
  }
}

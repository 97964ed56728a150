import {readFile} from 'node:fs/promises';
import {signingAlgs} from '../engine/desired.js';
import {Problem} from '../engine/problem.js';
import {type Blueprint, documented} from '../scenario/blueprint.js';
import {
  clientNameProblem,
  identifierProblem,
  resourceServerNameProblem,
} from '../scenario/validity.js';
import {type Invocation, usage} from './options.js';

type Options = Invocation['options'];

/**
 * The blueprint that a command works with: single options over `--blueprint` over what this
 * tenant remembers over the documented one. Throws `Problem` usage, invalid_blueprint,
 * file_unreadable.
 */
export async function chooseBlueprint(
  options: Options,
  remembered: Blueprint | undefined,
): Promise<Blueprint> {
  const base = await blueprintOf(options.blueprint, remembered);
  return withSingleChoices(base, options);
}

async function blueprintOf(
  file: string | undefined,
  remembered: Blueprint | undefined,
): Promise<Blueprint> {
  if (file === undefined) return remembered ?? documented;
  const content = await readInput(file, 'blueprint');
  // Loaded for those alone who bring a blueprint.
  const {readBlueprint} = await import('../scenario/read-blueprint.js');
  return readBlueprint(content, file);
}

/** Reads a file that an option names. Throws `Problem` usage. */
export async function readInput(file: string, option: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw usage(`--${option}: ${file} can't be read (${reason}).`, 'Check the path.', cause);
  }
}

function withSingleChoices(blueprint: Blueprint, options: Options): Blueprint {
  const {resourceServer, client} = blueprint;
  const name = options['api-name'] ?? resourceServer.name;
  const identifier = options.identifier ?? resourceServer.identifier;
  const clientName = options['app-name'] ?? client.name;
  valid('--api-name', resourceServerNameProblem(name));
  valid('--identifier', identifierProblem(identifier));
  valid('--app-name', clientNameProblem(clientName));
  const signingAlg = oneOf('--signing-alg', signingAlgs, options['signing-alg']);
  const tokenProfile = oneOf('--token-profile', ['auth0', 'rfc9068'], options['token-profile']);
  return {
    ...blueprint,
    resourceServer: {
      ...resourceServer,
      name,
      identifier,
      signingAlg: signingAlg ?? resourceServer.signingAlg,
      tokenProfile: tokenProfile ?? resourceServer.tokenProfile,
    },
    client: {name: clientName},
  };
}

function valid(option: string, problem: string | undefined): void {
  if (problem !== undefined) throw usage(`${option}: ${problem}`, 'Give another value.');
}

function oneOf<Value extends string>(
  option: string,
  values: readonly Value[],
  given: string | undefined,
): Value | undefined {
  if (given === undefined) return undefined;
  const value = values.find(candidate => candidate === given);
  if (value === undefined) {
    throw new Problem('usage', {
      message: `${option} can't be “${given}”.`,
      hint: `It is one of: ${values.join(', ')}.`,
    });
  }
  return value;
}

import {extractSecret} from '../model/pasted-text.js';
import {registerPossibleSecret} from '../model/secrets/known-secrets.js';
import {findPasswords} from '../model/secrets/secret-looks.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that is empty or only white space counts as not set. */
export function variable(env: Environment, name: string): string | undefined {
  // Own properties only: `process.env` inherits members such as `constructor`.
  const value = Object.hasOwn(env, name) ? env[name]?.trim() : undefined;
  return value === '' ? undefined : value;
}

const secretVariable =
  /(?:AUTH0_(?:ACCESS_TOKEN|API_TOKEN)|(?:AUTH0|TIMESHEETS)_CLIENT_(?:SECRET|ASSERTION_PRIVATE_KEY))$/;
const addressVariable = /(?:AUTH0_(?:DOMAIN|AUDIENCE)|https?_proxy)$/i;

/**
 * Registers every secret that the process was given, used or not, and the passwords in addresses.
 * Done before anything is parsed, because a message about a mistake may quote the input.
 */
export function registerGivenSecrets(env: Environment, argv: readonly string[]): void {
  for (const [name, value = ''] of Object.entries(env)) {
    if (secretVariable.test(name)) registerPossibleSecret(extractSecret(value));
    if (addressVariable.test(name)) findPasswords(value).forEach(registerPossibleSecret);
  }
  argv.flatMap(findPasswords).forEach(registerPossibleSecret);
}

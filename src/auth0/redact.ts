import {masked} from '../engine/secret.js';
import {withoutSecrets} from './sent-secrets.js';

/** Members that hold secrets, in what is sent to Auth0 and in its answers. */
const secretMembers = new Set([
  'client_secret',
  'signing_secret',
  'access_token',
  'id_token',
  'refresh_token',
  'client_assertion',
  'assertion',
  'authorization',
  'signing_keys',
  'signing_key',
  'encryption_key',
  'private_key',
  'password',
]);

/** Settings of that name, and no secret, on an application. */
const settingsToo = new Set(['refresh_token']);

const jwt = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;

/** A copy that is fit for a screen, a log and a bug report. `secrets`: those that were sent. */
export function redact(value: unknown, secrets: readonly string[] = []): unknown {
  if (typeof value === 'string') return withoutSecrets(value, secrets).replace(jwt, masked);
  if (Array.isArray(value)) return value.map(item => redact(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      withoutSecrets(name, secrets).replace(jwt, masked),
      memberOf(name, member, secrets),
    ]),
  );
}

function memberOf(name: string, value: unknown, secrets: readonly string[]): unknown {
  const key = name.toLowerCase();
  if (!secretMembers.has(key) || value === null) return redact(value, secrets);
  return typeof value === 'object' && settingsToo.has(key) ? redact(value, secrets) : masked;
}

import {masked} from '../engine/secret.js';

/** Members that hold secrets, in Auth0's answers and in what is sent to it. */
const secretMembers = new Set([
  'client_secret',
  'signing_secret',
  'access_token',
  'id_token',
  'refresh_token',
  'client_assertion',
  'signing_keys',
  'encryption_key',
]);

/** A copy that is fit for a screen, a log and a bug report. */
export function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      // `refresh_token` is settings on an application, and a secret in a token answer.
      secretMembers.has(name) && (typeof member === 'string' || name === 'signing_keys')
        ? masked
        : redact(member),
    ]),
  );
}

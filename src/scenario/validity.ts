import {looksSecret} from '../model/secrets/known-secrets.js';

/* What Auth0 accepts, as messages for the user. The limits are the Management API's. */

/** https://auth0.com/docs/api/management/v2/resource-servers/post-resource-servers */
export function resourceServerNameProblem(name: string): string | undefined {
  if (name.trim() === '') return 'Enter a name for the API.';
  if (/[<>]/.test(name)) return 'A name can’t contain < or >.';
  if (name.length > 200)
    return `A name can have at most 200 characters. This one has ${name.length}.`;
  return contentProblem(name);
}

/** https://auth0.com/docs/api/management/v2/clients/post-clients */
export function clientNameProblem(name: string): string | undefined {
  if (name.trim() === '') return 'Enter a name for the application.';
  if (/[<>]/.test(name)) return 'A name can’t contain < or >.';
  return contentProblem(name);
}

/** Auth0 accepts any string. This tool refuses white space, which is almost always a mistake. */
export function identifierProblem(identifier: string): string | undefined {
  if (identifier === '') return 'Enter an identifier for the API.';
  if (identifier.length > 600) {
    return `An identifier can have at most 600 characters. This one has ${identifier.length}.`;
  }
  // In the URL `…/resource-servers/IDENTIFIER`, `.` and `..` would change the path.
  if (identifier === '.' || identifier === '..')
    return `${identifier} can’t be used as an identifier.`;
  if (/\s/.test(identifier)) return 'This tool doesn’t accept identifiers with spaces.';
  return contentProblem(identifier);
}

/** https://auth0.com/docs/get-started/apis/add-api-permissions */
export const reservedScopes: readonly string[] = [
  'address',
  'created_at',
  'email',
  'email_verified',
  'family_name',
  'given_name',
  'identities',
  'name',
  'nickname',
  'offline_access',
  'openid',
  'phone',
  'picture',
  'profile',
];

export function scopeProblem(value: string): string | undefined {
  if (value === '') return 'A permission needs a name.';
  if (value.length > 280) return 'A permission can have at most 280 characters.';
  // RFC 6749, section 3.3: scopes are separated by spaces.
  if (!/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(value)) {
    return 'A permission can’t contain spaces, quotes, backslashes or non-ASCII characters.';
  }
  if (reservedScopes.includes(value)) return `${value} is reserved by OpenID Connect.`;
  return undefined;
}

function contentProblem(text: string): string | undefined {
  if (/\p{Cc}/u.test(text)) return 'Control characters are not allowed.';
  // Names are public in the tenant, on the screen and in exports.
  return looksSecret(text) ? 'It looks like a Client Secret or a token.' : undefined;
}

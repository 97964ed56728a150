import fc from 'fast-check';
import type {Scope} from '../../../src/emulator/server.js';
import {signingAlgs} from '../../../src/model/blueprint.js';
import {type Blueprint, documented} from '../../../src/scenario/documented.js';

const nameLike = fc.oneof(
  fc.constantFrom('Timesheets API', 'Stundenzettel ✓', "O'Hara & Söhne", '勤務表 API'),
  fc.string({minLength: 1, maxLength: 30}).filter(text => text.trim() !== '' && !/[<>]/.test(text)),
);
const badName = fc.constantFrom('', '   ', 'a <b> c', 'bell \u0007', 'x'.repeat(201));
const name = fc.oneof({weight: 30, arbitrary: nameLike}, {weight: 1, arbitrary: badName});

const permission = fc.constantFrom(
  ...documented.resourceServer.scopes.map(({value}) => value),
  'admin:payroll',
  'read:a/b',
  'x',
  '!$%&',
);
const badPermission = fc.constantFrom('two words', 'openid', 'größe', '');
export const description = fc.string({maxLength: 20});
const scopeOf = (value: fc.Arbitrary<string>): fc.Arbitrary<Scope> =>
  fc.record({value, description}, {requiredKeys: ['value']});
export const scopes = fc.uniqueArray(scopeOf(permission), {
  selector: ({value}) => value,
  maxLength: 7,
});
export const permissions = fc.uniqueArray(permission, {maxLength: 4});

/** What an admin may want: not all of it is valid. */
export const blueprint: fc.Arbitrary<Blueprint> = fc.record({
  resourceServer: fc.record({
    name,
    identifier: fc.oneof(
      fc.constantFrom(documented.resourceServer.identifier, 'urn:timesheets', 'https://x/ä?a=b#c'),
      fc.string({minLength: 1, maxLength: 12, unit: fc.constantFrom(...'abc:/%-._~?#&+@Ä')}),
    ),
    tokenProfile: fc.constantFrom('auth0', 'rfc9068'),
    signingAlg: fc.constantFrom(...signingAlgs),
    scopes: fc.oneof(
      {weight: 30, arbitrary: scopes},
      {weight: 1, arbitrary: fc.array(scopeOf(badPermission), {minLength: 1, maxLength: 2})},
    ),
  }),
  client: fc.record({name}),
  clientGrant: fc.record({
    authorized: fc.oneof({weight: 6, arbitrary: fc.constant(true)}, fc.boolean()),
    scope: permissions,
  }),
});

import fc from 'fast-check';
import type {Scope} from '../../../src/emulator/server.js';
import {organizationUsages, signingAlgs} from '../../../src/model/blueprint.js';
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

/** Seconds: below the lifetime for websites, Auth0 lowers that as well. */
const shortest = 7_200;

const apiFields = {
  name,
  identifier: fc.oneof(
    fc.constantFrom(documented.resourceServer.identifier, 'urn:timesheets', 'https://x/ä?a=b#c'),
    fc.string({minLength: 1, maxLength: 12, unit: fc.constantFrom(...'abc:/%-._~?#&+@Ä')}),
  ),
  tokenProfile: fc.constantFrom('auth0' as const, 'rfc9068' as const),
  signingAlg: fc.constantFrom(...signingAlgs),
  scopes: fc.oneof(
    {weight: 30, arbitrary: scopes},
    {weight: 1, arbitrary: fc.array(scopeOf(badPermission), {minLength: 1, maxLength: 2})},
  ),
};
const grantFields = {
  authorized: fc.oneof({weight: 6, arbitrary: fc.constant(true)}, fc.boolean()),
  scope: permissions,
};

/** Any blueprint, including invalid ones and ones with optional parts absent. */
export const blueprint: fc.Arbitrary<Blueprint> = fc.record({
  resourceServer: fc.record(
    {...apiFields, tokenLifetime: fc.integer({min: shortest, max: 2_592_000})},
    {requiredKeys: ['name', 'identifier', 'tokenProfile', 'signingAlg', 'scopes']},
  ),
  client: fc.record({name, description: fc.string({maxLength: 140})}, {requiredKeys: ['name']}),
  clientGrant: fc.record(
    {...grantFields, organizationUsage: fc.constantFrom(...organizationUsages)},
    {requiredKeys: ['authorized', 'scope']},
  ),
});

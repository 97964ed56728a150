import * as v from 'valibot';
import {organizationUsages, signingAlgs, tokenProfiles} from '../model/blueprint.js';
import {
  clientNameProblem,
  identifierProblem,
  resourceServerNameProblem,
  scopeProblem,
} from './validity.js';

/** Wraps a rule from `validity.ts` as a valibot check that reports the rule's own message. */
const checkRule = (rule: (text: string) => string | undefined) =>
  v.check<string, (issue: v.CheckIssue<string>) => string>(
    text => rule(text) === undefined,
    ({input}) => rule(input) ?? '',
  );

const unique = <Item>(keyOf: (item: Item) => string) =>
  v.check<Item[], string>(
    items => new Set(items.map(keyOf)).size === items.length,
    'The list contains the same permission twice.',
  );

const scope = v.strictObject({
  value: v.pipe(
    v.string(),
    v.description('The permission: `batch:upload`.'),
    checkRule(scopeProblem),
    v.minLength(1),
    v.maxLength(280),
  ),
  description: v.exactOptional(v.pipe(v.string(), v.maxLength(500))),
});

/** `export schema` publishes this as JSON Schema. The limits are the Management API's. */
export const blueprintSchema = v.strictObject({
  $schema: v.exactOptional(v.string()),
  resourceServer: v.pipe(
    v.strictObject({
      name: v.pipe(
        v.string(),
        v.description('Shown in the Dashboard.'),
        checkRule(resourceServerNameProblem),
        v.minLength(1),
        v.maxLength(200),
      ),
      identifier: v.pipe(
        v.string(),
        v.description('The audience of access tokens. Can’t be changed once the API exists.'),
        checkRule(identifierProblem),
        v.minLength(1),
        v.maxLength(600),
      ),
      tokenProfile: v.pipe(
        v.picklist(tokenProfiles),
        v.description('Which claims access tokens have: azp, or client_id as in RFC 9068.'),
      ),
      signingAlg: v.pipe(
        v.picklist(signingAlgs),
        v.description('How access tokens are signed. RS256 is recommended.'),
      ),
      scopes: v.pipe(
        v.array(scope),
        v.description('The permissions that the API has to define; others on it are kept.'),
        v.maxLength(1000),
        unique(({value}) => value),
      ),
      tokenLifetime: v.exactOptional(
        v.pipe(
          v.number(),
          v.description('Seconds until an access token expires. Not managed where it is absent.'),
          v.integer(),
          v.minValue(0),
          v.maxValue(2_592_000),
        ),
      ),
    }),
    v.description('The API.'),
  ),
  client: v.pipe(
    v.strictObject({
      name: v.pipe(v.string(), checkRule(clientNameProblem), v.minLength(1)),
      description: v.exactOptional(
        v.pipe(
          v.string(),
          v.description('At most 140 characters. Not managed where it is absent.'),
          v.maxLength(140),
        ),
      ),
    }),
    v.description('The Machine to Machine application.'),
  ),
  clientGrant: v.pipe(
    v.strictObject({
      authorized: v.pipe(
        v.boolean(),
        v.description('False: the application must not be authorized for the API.'),
      ),
      scope: v.pipe(
        v.array(v.pipe(v.string(), checkRule(scopeProblem), v.minLength(1), v.maxLength(280))),
        v.description('What the application may do with the API: this and nothing more.'),
        unique(value => value),
      ),
      organizationUsage: v.exactOptional(
        v.pipe(
          v.picklist(organizationUsages),
          v.description(
            'Whether tokens of the application may, or must, name an organization. Not managed where it is absent.',
          ),
        ),
      ),
    }),
    v.description('What the application may call.'),
  ),
});

/**
 * Accepts blueprints from older versions: until November 2026 the key `authorized` was spelled
 * `authorised`. Takes any value and leaves validation to the schema.
 */
export function withCurrentNames(value: unknown): unknown {
  if (!isMembers(value) || !isMembers(value.clientGrant)) return value;
  const {authorised, ...clientGrant} = value.clientGrant;
  if (authorised === undefined || 'authorized' in clientGrant) return value;
  return {...value, clientGrant: {authorized: authorised, ...clientGrant}};
}

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A blueprint inside settings or a plan, from this or an older version. */
export const storedBlueprintSchema = v.pipe(
  v.unknown(),
  v.transform(withCurrentNames),
  blueprintSchema,
);

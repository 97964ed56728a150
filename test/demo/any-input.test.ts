import {
  assert,
  asyncProperty,
  constantFrom,
  dictionary,
  jsonValue,
  oneof,
  record,
  string,
  webQueryParameters,
} from 'fast-check';
import {expect, it} from 'vitest';
import {answerOf, demoApi} from './support/tenant.js';

const generous = {
  burst: 100_000,
  perSecond: 100_000,
  atOnce: 100,
  tokensPerSecond: 100_000,
  applications: 100_000,
  apis: 100_000,
  grants: 100_000,
};

const keys = constantFrom(
  'name',
  'identifier',
  'scopes',
  'scope',
  'audience',
  'client_id',
  'allow_all_scopes',
  'signing_alg',
  'grant_types',
  'jwt_configuration',
  '__proto__',
  'client_authentication_methods',
  'is_first_party',
  'default_organization',
  'token_quota',
  'token_encryption',
  'proof_of_possession',
);

it('whatever is sent gets an answer in Auth0’s shape, and never a 5xx', async () => {
  const api = await demoApi({settings: {plan: generous}});
  const request = record({
    method: constantFrom('GET', 'POST', 'PATCH', 'DELETE'),
    collection: constantFrom('resource-servers', 'clients', 'client-grants', 'organizations'),
    id: oneof(constantFrom('', '/%2525', '/%E0%A4', '/a%2Fb'), string().map(encodeURIComponent)),
    query: webQueryParameters(),
    body: oneof(jsonValue(), dictionary(keys, jsonValue())),
  });
  await assert(
    asyncProperty(request, async ({method, collection, id, query, body}) => {
      const response = await fetch(`${api.tenant.url}/api/v2/${collection}${id}?${query}`, {
        method,
        headers: {
          authorization: `Bearer ${api.tenant.accessToken}`,
          'content-type': 'application/json',
        },
        ...(method === 'GET' ? {} : {body: JSON.stringify(body)}),
      });
      const answer = await answerOf(response);
      expect(answer.status).toBeLessThan(500);
      if (answer.status >= 400) {
        expect(answer.body).toMatchObject({
          statusCode: answer.status,
          error: expect.any(String),
          message: expect.any(String),
        });
      }
    }),
    {numRuns: 150},
  );
});

import {
  array,
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
import {audience, demoApi, findApplication, readAnswer} from './support/tenant.js';

const generous = {
  burst: 100_000,
  perSecond: 100_000,
  maxConcurrent: 100,
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

it('any request to /oauth/token or /oidc/register gets a response in OAuth’s shape', async () => {
  const plan = {...generous, tokensPerSecond: 100_000};
  const settings = {plan, dynamicRegistration: 'open'} as const;
  const api = await demoApi({scenario: 'private-key', settings});
  const {client_id} = findApplication(api.tenant, 'Timesheets Import Job');
  const part = oneof(
    string(),
    jsonValue().map(value => JSON.stringify(value)),
  );
  const jwt = array(
    part.map(text => Buffer.from(text).toString('base64url')),
    {maxLength: 6},
  );
  const field = oneof(
    string(),
    jwt.map(parts => parts.join('.')),
    constantFrom(client_id, audience),
  );
  const names = constantFrom(
    'client_id',
    'client_secret',
    'client_assertion',
    'client_assertion_type',
    'audience',
    'organization',
    'scope',
  );
  const request = oneof(
    record({
      path: constantFrom('/oauth/token'),
      form: dictionary(names, field),
      headers: record({
        dpop: field.map(encodeURIComponent),
        authorization: constantFrom('', 'Basic Og=='),
      }),
    }),
    record({path: constantFrom('/oidc/register'), json: jsonValue()}),
    record({
      path: constantFrom('/oidc/register'),
      json: dictionary(constantFrom('client_name', 'redirect_uris', 'grant_types'), jsonValue()),
    }),
  );
  await assert(
    asyncProperty(request, async sent => {
      const isForm = 'form' in sent;
      const form = {
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        ...(isForm && sent.form),
      };
      const response = await fetch(`${api.tenant.url}${sent.path}`, {
        method: 'POST',
        headers: isForm ? sent.headers : {'content-type': 'application/json'},
        body: isForm ? new URLSearchParams(form) : JSON.stringify(sent.json),
      });
      const {status, body} = await readAnswer(response);
      expect(status).toBeLessThan(500);
      if (status >= 400) {
        expect(body).toMatchObject({
          error: expect.any(String),
          error_description: expect.any(String),
        });
      }
    }),
    {numRuns: 200},
  );
});

it('any request to the Management API gets a response in Auth0’s shape, never a 5xx', async () => {
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
      const answer = await readAnswer(response);
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

import type {Hono} from 'hono';
import {answer, type DemoEnv} from '../http.js';
import {jwks} from '../keys.js';
import type {Tenant} from '../tenant.js';

/** Section 8. */
export function wellKnownRoutes(app: Hono<DemoEnv>, tenant: Tenant): void {
  app.get('/.well-known/jwks.json', async () =>
    answer(200, await jwks(tenant.keys, tenant.domain)),
  );

  app.get('/.well-known/openid-configuration', () =>
    answer(200, {
      issuer: tenant.issuer,
      token_endpoint: `${tenant.url}/oauth/token`,
      jwks_uri: `${tenant.url}/.well-known/jwks.json`,
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      id_token_signing_alg_values_supported: ['HS256', 'RS256', 'PS256'],
    }),
  );
}

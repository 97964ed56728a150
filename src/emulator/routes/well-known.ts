import type {Hono} from 'hono';
import {answer, type DemoEnv} from '../http.js';
import {jwks} from '../keys.js';
import {addressAsked, type Tenant} from '../tenant.js';

/** Section 8. */
export function wellKnownRoutes(app: Hono<DemoEnv>, tenant: Tenant): void {
  app.get('/.well-known/jwks.json', async () =>
    answer(200, await jwks(tenant.keys, tenant.domain)),
  );

  app.get('/.well-known/openid-configuration', c => {
    const address = addressAsked(tenant, c.req.url);
    return answer(200, {
      issuer: `${address}/`,
      token_endpoint: `${address}/oauth/token`,
      jwks_uri: `${address}/.well-known/jwks.json`,
      ...(tenant.settings.dynamicRegistration === 'open' && {
        registration_endpoint: `${address}/oidc/register`,
      }),
      token_endpoint_auth_methods_supported: [
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
        'tls_client_auth',
        'self_signed_tls_client_auth',
      ],
      token_endpoint_auth_signing_alg_values_supported: ['RS256', 'RS384', 'PS256'],
      id_token_signing_alg_values_supported: ['HS256', 'RS256', 'PS256'],
      dpop_signing_alg_values_supported: ['ES256'],
    });
  });
}

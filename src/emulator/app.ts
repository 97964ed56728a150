import {Hono} from 'hono/tiny';
import {HttpError, managementBody, notFound} from './errors.js';
import {faultMiddleware} from './fault-middleware.js';
import type {FaultInjector} from './faults.js';
import {type AppEnv, jsonResponse, sleep} from './http.js';
import {limitAuthenticationApi, managementLimit} from './limits.js';
import {type RecordedRequest, type RequestHooks, recordRequests} from './request-log.js';
import {clientCredentialRoutes} from './routes/client-credentials.js';
import {clientGrantRoutes} from './routes/client-grants.js';
import {clientRoutes} from './routes/clients.js';
import {tokenRoute} from './routes/oauth-token.js';
import {registrationRoute, wellKnownRoutes} from './routes/oidc.js';
import {organizationRoutes} from './routes/organizations.js';
import {resourceServerRoutes} from './routes/resource-servers.js';
import type {Tenant} from './tenant.js';

interface AppParts {
  readonly tenant: Tenant;
  readonly log: RecordedRequest[];
  readonly hooks: RequestHooks;
  readonly faults: FaultInjector;
  readonly latencyMs: number;
}

/** Builds the HTTP application; middleware runs in the order of registration. */
export function createApp({tenant, log, hooks, faults, latencyMs}: AppParts): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const {settings} = tenant;

  app.onError(error => {
    if (error instanceof HttpError) return jsonResponse(error.status, error.body, error.headers);
    throw error;
  });
  app.notFound(() => jsonResponse(404, managementBody(404)));

  const limit = managementLimit(settings);
  app.use(recordRequests(log, hooks, tenant.store));
  app.use('/api/v2/*', limit.concurrency);
  if (latencyMs > 0) {
    app.use(async (_, next) => {
      await sleep(latencyMs);
      await next();
    });
  }
  app.use(faultMiddleware(faults));
  app.use('/api/v2/*', limit.rate);
  limitAuthenticationApi(app, settings);

  // Hono would ignore a trailing slash; for Auth0 it is another path [unverified].
  app.use(async (c, next) => {
    if (new URL(c.req.url).pathname.endsWith('/')) throw notFound.path();
    await next();
  });

  resourceServerRoutes(app, tenant);
  clientRoutes(app, tenant);
  clientCredentialRoutes(app, tenant);
  clientGrantRoutes(app, tenant);
  organizationRoutes(app, tenant);
  registrationRoute(app, tenant);
  tokenRoute(app, tenant);
  wellKnownRoutes(app, tenant);
  return app;
}

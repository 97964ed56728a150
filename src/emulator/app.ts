import {Hono} from 'hono/tiny';
import {notFound, Refusal} from './errors.js';
import {faulty} from './fault-middleware.js';
import type {FaultInjector} from './faults.js';
import {answer, type DemoEnv, pause} from './http.js';
import {managementLimit, tokenLimit} from './limits.js';
import {permitted} from './permission.js';
import {type RecordedRequest, type RequestHooks, recording} from './request-log.js';
import {clientCredentialRoutes} from './routes/client-credentials.js';
import {clientGrantRoutes} from './routes/client-grants.js';
import {clientRoutes} from './routes/clients.js';
import {tokenRoute} from './routes/oauth-token.js';
import {registrationRoute, wellKnownRoutes} from './routes/oidc.js';
import {organizationRoutes} from './routes/organizations.js';
import {resourceServerRoutes} from './routes/resource-servers.js';
import type {Tenant} from './tenant.js';

export interface AppParts {
  readonly tenant: Tenant;
  readonly log: RecordedRequest[];
  readonly hooks: RequestHooks;
  readonly faults: FaultInjector;
  readonly latencyMs: number;
}

/** The tenant over HTTP. A request passes from top to bottom. */
export function demoApp({tenant, log, hooks, faults, latencyMs}: AppParts): Hono<DemoEnv> {
  const app = new Hono<DemoEnv>();
  const {settings} = tenant;

  app.onError(error => {
    if (error instanceof Refusal) return answer(error.status, error.body, error.headers);
    throw error;
  });
  app.notFound(() => {
    const {status, body} = notFound.path();
    return answer(status, body);
  });

  const limit = managementLimit(settings);
  app.use(recording(log, hooks, tenant.store));
  app.use('/api/v2/*', limit.atOnce);
  if (latencyMs > 0) {
    app.use(async (_, next) => {
      await pause(latencyMs);
      await next();
    });
  }
  app.use(faulty(faults));
  app.use('/api/v2/*', limit.overTime);
  app.use('/oauth/token', tokenLimit(settings));

  const permit = permitted(tenant);
  resourceServerRoutes(app, tenant, permit);
  clientRoutes(app, tenant, permit);
  clientCredentialRoutes(app, tenant, permit);
  clientGrantRoutes(app, tenant, permit);
  organizationRoutes(app, tenant, permit);
  registrationRoute(app, tenant);
  tokenRoute(app, tenant);
  wellKnownRoutes(app, tenant);
  return app;
}

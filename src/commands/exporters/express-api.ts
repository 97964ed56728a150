import {profileOf, signingAlgOf} from '../../model/resource-server.js';
import {neededScope, tokenCheck} from './node-api.js';
import {jsonString} from './quoting.js';
import type {ExportSubject} from './subject.js';

/**
 * The API side with Express and Auth0's middleware.
 * https://github.com/auth0/node-oauth2-jwt-bearer/tree/main/packages/express-oauth2-jwt-bearer
 */
export function exportExpressApi(subject: ExportSubject): string {
  const {resourceServer} = subject;
  if (resourceServer.signingAlg === 'PS256') return withJose(subject);
  return `// The API. It never needs the job's secret, only TIMESHEETS_ISSUER and TIMESHEETS_AUDIENCE.
// npm install express express-oauth2-jwt-bearer
import express from 'express';
import {auth, requiredScopes} from 'express-oauth2-jwt-bearer';

const app = express();

app.use(
  auth({
${[...keysOf(subject), 'audience: process.env.TIMESHEETS_AUDIENCE,', ...profileLines(subject)]
  .map(line => `    ${line}`)
  .join('\n')}
    // The API decides on the algorithm, not the token.
    tokenSigningAlg: ${jsonString(signingAlgOf(resourceServer))},
  }),
);

${uploadRoute(subject)}`;
}

/**
 * For PS256: the middleware rejects a key whose `alg` differs from the token's, and Auth0 publishes
 * its keys as RS256 whatever algorithm the API uses.
 */
function withJose(subject: ExportSubject): string {
  const {imported, code} = tokenCheck(subject);
  return `// The API. It never needs the job's secret, only TIMESHEETS_ISSUER and TIMESHEETS_AUDIENCE.
// npm install express jose
import express from 'express';
${imported}

${code}
/** Not express-oauth2-jwt-bearer: with PS256 it finds none of the tenant's keys. */
function requiredScopes(needed) {
  return async (request, response, next) => {
    const permissions = await permissionsOf(request);
    if (permissions === undefined) response.status(401).set('www-authenticate', 'Bearer').end();
    else if (!permissions.includes(needed)) response.status(403).end();
    else next();
  };
}

const app = express();

${uploadRoute(subject)}`;
}

function uploadRoute(subject: ExportSubject): string {
  return `app.post(
  '/timesheets/upload',
  requiredScopes(${neededScope(subject)}),
  express.json(),
  (request, response) => {
    response.status(201).json({uploaded: request.body?.length ?? 0});
  },
);

app.listen(process.env.PORT ?? 8080);
`;
}

/**
 * With HS256, one secret both signs and verifies: the API's signing secret, not the application's.
 */
function keysOf({resourceServer}: ExportSubject): readonly string[] {
  if (resourceServer.signingAlg === 'HS256') {
    return [
      'issuer: process.env.TIMESHEETS_ISSUER,',
      "// The API's signing secret: Dashboard > Applications > APIs > Settings. Anyone who has it can issue tokens.",
      'secret: process.env.TIMESHEETS_SIGNING_SECRET,',
    ];
  }
  return ['issuerBaseURL: process.env.TIMESHEETS_ISSUER,'];
}

/** RFC 9068 guarantees the token's type and certain claims, so the middleware can require them. */
function profileLines({resourceServer}: ExportSubject): readonly string[] {
  return profileOf(resourceServer) === 'rfc9068'
    ? ["// Requires the token's type and claims of RFC 9068.", 'strict: true,']
    : [];
}

// The API. It never needs the job's secret, only TIMESHEETS_ISSUER and TIMESHEETS_AUDIENCE.
// npm install express jose
import express from 'express';
import {createLocalJWKSet, jwtVerify} from 'jose';

const {TIMESHEETS_ISSUER: issuer, TIMESHEETS_AUDIENCE: audience} = process.env;

/** The tenant's public keys, read again after ten minutes. */
let keys;
async function keyOf(header) {
  if (!(keys?.readAt > Date.now() - 600_000)) {
    const response = await fetch(new URL('.well-known/jwks.json', issuer));
    const published = (await response.json()).keys.filter(({kty}) => kty === 'RSA');
    // Each key works for RS256 and PS256, whichever its alg names.
    const set = createLocalJWKSet({keys: published.map(key => ({...key, alg: "PS256"}))});
    keys = {set, readAt: Date.now()};
  }
  return await keys.set(header);
}

// The API decides on the algorithm, not the token.
const rules = {
  issuer,
  audience,
  algorithms: ["PS256"],
  typ: 'at+jwt',
  requiredClaims: ['exp', 'iat'],
};

/** The permissions in the request's token, or undefined if it has no valid token. */
async function permissionsOf({headers: {authorization = ''}}) {
  const [, token = ''] = /^Bearer +([^ ]+)$/i.exec(authorization) ?? [];
  try {
    const {payload} = await jwtVerify(token, keyOf, rules);
    return String(payload.scope ?? '').split(' ');
  } catch {
    return undefined;
  }
}

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

app.post(
  '/timesheets/upload',
  requiredScopes("batch:upload"),
  express.json(),
  (request, response) => {
    response.status(201).json({uploaded: request.body?.length ?? 0});
  },
);

app.listen(process.env.PORT ?? 8080);

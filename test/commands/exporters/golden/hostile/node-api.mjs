// The API. It never needs the job's secret, only TIMESHEETS_ISSUER and TIMESHEETS_AUDIENCE.
// npm install jose; node --env-file=.env timesheets-api.mjs
import {createServer} from 'node:http';
import {createLocalJWKSet, jwtVerify} from 'jose';

const {TIMESHEETS_ISSUER: issuer, TIMESHEETS_AUDIENCE: audience} = process.env;

/** The tenant's public keys, read again after ten minutes. */
let keys;
async function keyOf(header) {
  if (!(keys?.readAt > Date.now() - 600_000)) {
    const response = await fetch(new URL('.well-known/jwks.json', issuer));
    const published = (await response.json()).keys.filter(({kty}) => kty === 'RSA');
    // Each key works for RS256 and PS256, whichever its alg names.
    const set = createLocalJWKSet({keys: published.map(key => ({...key, alg: "RS256"}))});
    keys = {set, readAt: Date.now()};
  }
  return await keys.set(header);
}

// The API decides on the algorithm, not the token.
const rules = {
  issuer,
  audience,
  algorithms: ["RS256"],
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

createServer(async (request, response) => {
  const permissions = await permissionsOf(request);
  if (permissions === undefined) {
    response.writeHead(401, {'www-authenticate': 'Bearer'}).end();
  } else if (request.method !== 'POST' || request.url !== '/timesheets/upload') {
    response.writeHead(404).end();
  } else if (!permissions.includes("batch:upload")) {
    response.writeHead(403, {'www-authenticate': 'Bearer error="insufficient_scope"'}).end();
  } else {
    response.writeHead(201, {'content-type': 'application/json'}).end('{"uploaded": true}');
  }
}).listen(process.env.PORT ?? 8080);

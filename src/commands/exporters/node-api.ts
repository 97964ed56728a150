import {profileOf, signingAlgOf} from '../../model/resource-server.js';
import {jsonString} from './quoting.js';
import type {ExportSubject} from './subject.js';

/** The API side in Node without a framework. https://github.com/panva/jose */
export function exportNodeApi(subject: ExportSubject): string {
  const {imported, code} = tokenCheck(subject);
  return `// The API. It never needs the job's secret, only TIMESHEETS_ISSUER and TIMESHEETS_AUDIENCE.
// npm install jose; node --env-file=${subject.envFile ?? '.env'} timesheets-api.mjs
import {createServer} from 'node:http';
${imported}

${code}
createServer(async (request, response) => {
  const permissions = await permissionsOf(request);
  if (permissions === undefined) {
    response.writeHead(401, {'www-authenticate': 'Bearer'}).end();
  } else if (request.method !== 'POST' || request.url !== '/timesheets/upload') {
    response.writeHead(404).end();
  } else if (!permissions.includes(${neededScope(subject)})) {
    response.writeHead(403, {'www-authenticate': 'Bearer error="insufficient_scope"'}).end();
  } else {
    response.writeHead(201, {'content-type': 'application/json'}).end('{"uploaded": true}');
  }
}).listen(process.env.PORT ?? 8080);
`;
}

/** The permission that an upload needs, as a JavaScript string literal. */
export function neededScope({grant}: ExportSubject): string {
  const [needed = 'batch:upload'] = grant?.scope ?? [];
  return jsonString(needed);
}

/**
 * JavaScript code that verifies a request's token with `jose` and defines `permissionsOf(request)`.
 */
export function tokenCheck({resourceServer}: ExportSubject): {
  readonly imported: string;
  readonly code: string;
} {
  const signingAlg = signingAlgOf(resourceServer);
  const secret = signingAlg === 'HS256';
  const rules = [
    'issuer',
    'audience',
    `algorithms: [${jsonString(signingAlg)}]`,
    ...(profileOf(resourceServer) === 'rfc9068' ? ["typ: 'at+jwt'"] : []),
    "requiredClaims: ['exp', 'iat']",
  ];
  return {
    imported: `import {${secret ? '' : 'createLocalJWKSet, '}jwtVerify} from 'jose';`,
    code: `const {TIMESHEETS_ISSUER: issuer, TIMESHEETS_AUDIENCE: audience} = process.env;
${secret ? secretKey : publishedKeys(signingAlg)}
// The API decides on the algorithm, not the token.
const rules = {
  ${rules.join(',\n  ')},
};

/** The permissions in the request's token, or undefined if it has no valid token. */
async function permissionsOf({headers: {authorization = ''}}) {
  const [, token = ''] = /^Bearer +([^ ]+)$/i.exec(authorization) ?? [];
  try {
    const {payload} = await jwtVerify(token, ${secret ? 'key' : 'keyOf'}, rules);
    return String(payload.scope ?? '').split(' ');
  } catch {
    return undefined;
  }
}
`,
  };
}

/**
 * With HS256, one secret both signs and verifies: the API's signing secret, not the application's.
 */
const secretKey = `// The API's signing secret: Dashboard > Applications > APIs > Settings. Anyone who has it can issue tokens.
const key = new TextEncoder().encode(process.env.TIMESHEETS_SIGNING_SECRET);
`;

/** A published key's `alg` is the tenant's, which may differ from the API's. */
function publishedKeys(alg: string): string {
  return `
/** The tenant's public keys, read again after ten minutes. */
let keys;
async function keyOf(header) {
  if (!(keys?.readAt > Date.now() - 600_000)) {
    const response = await fetch(new URL('.well-known/jwks.json', issuer));
    const published = (await response.json()).keys.filter(({kty}) => kty === 'RSA');
    // Each key works for RS256 and PS256, whichever its alg names.
    const set = createLocalJWKSet({keys: published.map(key => ({...key, alg: ${jsonString(alg)}}))});
    keys = {set, readAt: Date.now()};
  }
  return await keys.set(header);
}
`;
}

import {authenticationOf} from '../../engine/job-secret.js';
import type {ExportSubject} from './subject.js';

/** The job in Node, without dependencies. Reads its settings from `.env`. */
export function exportNodeJob({client, envFile = '.env'}: ExportSubject): string {
  const authentication = authenticationOf(client);
  if (authentication === 'certificate') return job(withCertificate, envFile);
  if (authentication !== 'secret') return job(withKey, envFile);
  const basic = client.tokenEndpointAuthMethod === 'client_secret_basic';
  const body = basic
    ? "{grant_type: 'client_credentials', audience}"
    : `{
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    audience,
  }`;
  // RFC 6749, section 2.3.1: ID and secret are form-encoded before they are joined.
  const credentials = basic
    ? `
const basic = Buffer.from([clientId, clientSecret].map(encodeURIComponent).join(':')).toString('base64');
`
    : '';
  const headers = basic
    ? `
  headers: {authorization: \`Basic \${basic}\`},`
    : '';
  const parts = {
    imports: '',
    variables: '\n  TIMESHEETS_CLIENT_SECRET: clientSecret,',
    request: `${credentials}
const response = await fetch(new URL('oauth/token', issuer), {
  method: 'POST',${headers}
  body: new URLSearchParams(${body}),
});
if (!response.ok) throw new Error(\`No token: \${response.status} \${await response.text()}\`);
// A token is valid for expires_in seconds. Reuse it until then: Auth0 counts tokens.
const {access_token: token} = await response.json();`,
  };
  return job(parts, envFile);
}

interface Parts {
  readonly imports: string;
  readonly variables: string;
  /** Code that defines `token`. */
  readonly request: string;
}

/** RFC 7523: a signed assertion is valid for one request. */
const withKey: Parts = {
  imports: `import {randomUUID, sign} from 'node:crypto';
import {readFileSync} from 'node:fs';

`,
  variables: '\n  TIMESHEETS_CLIENT_SIGNING_KEY_PATH: keyPath,',
  request: `
// The job has no Client Secret. It signs each request with its private key (RS256).
const encode = part => Buffer.from(JSON.stringify(part)).toString('base64url');
const now = Math.floor(Date.now() / 1000);
const claims = {iss: clientId, sub: clientId, aud: issuer, iat: now, exp: now + 60, jti: randomUUID()};
const unsigned = \`\${encode({alg: 'RS256', typ: 'JWT'})}.\${encode(claims)}\`;
const signature = sign('sha256', Buffer.from(unsigned), readFileSync(keyPath)).toString('base64url');

const response = await fetch(new URL('oauth/token', issuer), {
  method: 'POST',
  body: new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: \`\${unsigned}.\${signature}\`,
    audience,
  }),
});
if (!response.ok) throw new Error(\`No token: \${response.status} \${await response.text()}\`);
// A token is valid for expires_in seconds. Reuse it until then: Auth0 counts tokens.
const {access_token: token} = await response.json();`,
};

/** Uses node:https, because Node's fetch can't present a client certificate. */
const withCertificate: Parts = {
  imports: `import {readFileSync} from 'node:fs';
import {request} from 'node:https';

`,
  variables: `
  TIMESHEETS_CLIENT_CERTIFICATE_PATH: certificatePath,
  TIMESHEETS_CLIENT_CERTIFICATE_KEY_PATH: keyPath,`,
  request: `
// The job has no Client Secret. It presents a certificate (mTLS) to a custom domain that accepts one.
const body = new URLSearchParams({grant_type: 'client_credentials', client_id: clientId, audience});
const {status, text} = await new Promise((resolve, reject) => {
  const sent = request(
    new URL('oauth/token', issuer),
    {
      method: 'POST',
      headers: {'content-type': 'application/x-www-form-urlencoded'},
      cert: readFileSync(certificatePath),
      key: readFileSync(keyPath),
    },
    async response => {
      let text = '';
      for await (const part of response) text += part;
      resolve({status: response.statusCode, text});
    },
  );
  sent.on('error', reject).end(String(body));
});
if (status !== 200) throw new Error(\`No token: \${status} \${text}\`);
// A token is valid for expires_in seconds. Reuse it until then: Auth0 counts tokens.
const {access_token: token} = JSON.parse(text);`,
};

function job({imports, variables, request}: Parts, envFile: string): string {
  return `// The import job. Node 20.6 or later: node --env-file=${envFile} timesheets-job.mjs
${imports}const {
  TIMESHEETS_ISSUER: issuer,
  TIMESHEETS_AUDIENCE: audience,
  TIMESHEETS_CLIENT_ID: clientId,${variables}
  TIMESHEETS_API: api = 'http://localhost:8080',
} = process.env;
${request}

const upload = await fetch(new URL('timesheets/upload', \`\${api}/\`), {
  method: 'POST',
  headers: {authorization: \`Bearer \${token}\`, 'content-type': 'application/json'},
  body: JSON.stringify([{user: 'jane', date: '2026-01-31', hours: 8}]),
});
console.log(upload.status, await upload.text());
`;
}

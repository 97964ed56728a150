import {authenticationOf} from '../../engine/job-secret.js';
import type {ExportSubject} from './subject.js';

/** The job in Node, without dependencies. Reads its settings from `.env`. */
export function exportNodeJob({client}: ExportSubject): string {
  const authentication = authenticationOf(client);
  if (authentication === 'certificate') return job(withCertificate);
  if (authentication !== 'secret') return job(withKey);
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
  return job({
    imports: '',
    variables: '\n  TIMESHEETS_CLIENT_SECRET: clientSecret,',
    request: `${credentials}
const answer = await fetch(new URL('oauth/token', issuer), {
  method: 'POST',${headers}
  body: new URLSearchParams(${body}),
});
if (!answer.ok) throw new Error(\`No token: \${answer.status} \${await answer.text()}\`);
// Good for expires_in seconds: keep it that long, tokens are counted.
const {access_token: token} = await answer.json();`,
  });
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
// The job has no client secret: it signs each request with its private key (RS256).
const encode = part => Buffer.from(JSON.stringify(part)).toString('base64url');
const now = Math.floor(Date.now() / 1000);
const claims = {iss: clientId, sub: clientId, aud: issuer, iat: now, exp: now + 60, jti: randomUUID()};
const unsigned = \`\${encode({alg: 'RS256', typ: 'JWT'})}.\${encode(claims)}\`;
const signature = sign('sha256', Buffer.from(unsigned), readFileSync(keyPath)).toString('base64url');

const answer = await fetch(new URL('oauth/token', issuer), {
  method: 'POST',
  body: new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: \`\${unsigned}.\${signature}\`,
    audience,
  }),
});
if (!answer.ok) throw new Error(\`No token: \${answer.status} \${await answer.text()}\`);
// Good for expires_in seconds: keep it that long, tokens are counted.
const {access_token: token} = await answer.json();`,
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
// The job has no client secret: it presents a certificate (mTLS), at a custom domain that takes one.
const body = new URLSearchParams({grant_type: 'client_credentials', client_id: clientId, audience});
const {status, text} = await new Promise((resolve, reject) => {
  const asked = request(
    new URL('oauth/token', issuer),
    {
      method: 'POST',
      headers: {'content-type': 'application/x-www-form-urlencoded'},
      cert: readFileSync(certificatePath),
      key: readFileSync(keyPath),
    },
    async answer => {
      let text = '';
      for await (const part of answer) text += part;
      resolve({status: answer.statusCode, text});
    },
  );
  asked.on('error', reject).end(String(body));
});
if (status !== 200) throw new Error(\`No token: \${status} \${text}\`);
// Good for expires_in seconds: keep it that long, tokens are counted.
const {access_token: token} = JSON.parse(text);`,
};

function job({imports, variables, request}: Parts): string {
  return `// The import job. Node 20.6 or later: node --env-file=.env upload.mjs
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

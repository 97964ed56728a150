import {authenticationOf} from '../../engine/job-secret.js';
import {shellWord} from './quoting.js';
import type {ExportSubject} from './subject.js';

/**
 * A shell script that requests the job's token and calls the API. The secret and the token go
 * through pipes, because `ps` shows a process's arguments to everyone on the machine.
 */
export function exportCurl(subject: ExportSubject): string {
  const {issuer, client, resourceServer, envFile = '.env'} = subject;
  const authentication = authenticationOf(client);
  if (authentication === 'certificate') return withCertificate(subject);
  if (authentication !== 'secret') return withKey(subject);
  const basic = client.tokenEndpointAuthMethod === 'client_secret_basic';
  const id = shellWord(client.clientId);
  const secret = basic
    ? `printf 'user = "%s:%s"' ${shellWord(configText(client.clientId))} "$(${secretForConfig})" |\n  curl -sS --config -`
    : 'printf %s "$TIMESHEETS_CLIENT_SECRET" |\n  curl -sS';
  const credentials = basic
    ? []
    : [`--data-urlencode client_id=${id}`, '--data-urlencode client_secret@-'];
  const options = [
    '--data-urlencode grant_type=client_credentials',
    ...credentials,
    `--data-urlencode audience=${shellWord(resourceServer.identifier)}`,
    shellWord(`${issuer}oauth/token`),
  ];
  return `# This contains no secret. To load it: set -a; . ./${envFile}; set +a
: "\${TIMESHEETS_CLIENT_SECRET:?set it to the Client Secret of the job first}"
${calls([secret, ...options])}`;
}

/** RFC 7523: a signed assertion is valid for one request. */
function withKey({issuer, client: {clientId}, resourceServer}: ExportSubject): string {
  const claims = JSON.stringify({iss: clientId, sub: clientId, aud: issuer}).slice(0, -1);
  const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  return `# The job has no Client Secret. It signs each request with its private key (RS256).
: "\${TIMESHEETS_CLIENT_SIGNING_KEY_PATH:?set it to the path of the private key of the job first}"
base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
now=$(date +%s)
unsigned=$(printf '{"alg":"RS256","typ":"JWT"}' | base64url).$(
  printf '%s,"iat":%s,"exp":%s,"jti":"%s"}' ${shellWord(claims)} \\
    "$now" "$((now + 60))" "$(openssl rand -hex 16)" | base64url)
signature=$(printf %s "$unsigned" |
  openssl dgst -sha256 -sign "$TIMESHEETS_CLIENT_SIGNING_KEY_PATH" | base64url)
${calls([
  'printf %s "$unsigned.$signature" |\n  curl -sS',
  '--data-urlencode grant_type=client_credentials',
  `--data-urlencode client_id=${shellWord(clientId)}`,
  `--data-urlencode client_assertion_type=${type}`,
  '--data-urlencode client_assertion@-',
  `--data-urlencode audience=${shellWord(resourceServer.identifier)}`,
  shellWord(`${issuer}oauth/token`),
])}`;
}

function withCertificate({issuer, client: {clientId}, resourceServer}: ExportSubject): string {
  return `# The job has no Client Secret. It presents a certificate (mTLS) to a custom domain that accepts one.
: "\${TIMESHEETS_CLIENT_CERTIFICATE_PATH:?set it to the path of the certificate of the job first}"
: "\${TIMESHEETS_CLIENT_CERTIFICATE_KEY_PATH:?set it to the path of its private key first}"
${calls([
  'curl -sS --cert "$TIMESHEETS_CLIENT_CERTIFICATE_PATH" --key "$TIMESHEETS_CLIENT_CERTIFICATE_KEY_PATH"',
  '--data-urlencode grant_type=client_credentials',
  `--data-urlencode client_id=${shellWord(clientId)}`,
  `--data-urlencode audience=${shellWord(resourceServer.identifier)}`,
  shellWord(`${issuer}oauth/token`),
])}`;
}

/** Shell code that requests a token with the given curl command, and calls the API with it. */
function calls(request: readonly string[]): string {
  return `response=$(${request.join(' \\\n    ')})
token=$(printf %s "$response" | sed -n 's/.*"access_token": *"\\([^"]*\\)".*/\\1/p')
[ -n "$token" ] || printf '%s\\n' "$response" >&2

# Calls your API with the token. Set TIMESHEETS_API to its address.
printf 'Authorization: Bearer %s' "$token" |
  curl -sS -i -H @- -X POST "\${TIMESHEETS_API:-http://localhost:8080}/timesheets/upload"
`;
}

/** In a double-quoted string of a `curl --config` file, a backslash escapes. */
function configText(text: string): string {
  return text.replaceAll(/[\\"]/g, '\\$&');
}

const secretForConfig = `printf %s "$TIMESHEETS_CLIENT_SECRET" | sed 's/[\\\\"]/\\\\&/g'`;

import {shellWord} from './quoting.js';
import type {Subject} from './subject.js';

/**
 * The job's token and a call to the API, for a shell. The secret and the token go through pipes:
 * as arguments of curl, `ps` would show them to everybody on the machine.
 */
export function curl({issuer, client, resourceServer}: Subject): string {
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
  return `# The secret is not in here: \`set -a; . ./.env; set +a\` reads it from .env.
: "\${TIMESHEETS_CLIENT_SECRET:?set it to the secret of the job first}"
answer=$(${[secret, ...options].join(' \\\n    ')})
token=$(printf %s "$answer" | sed -n 's/.*"access_token": *"\\([^"]*\\)".*/\\1/p')
[ -n "$token" ] || printf '%s\\n' "$answer" >&2

# A call to the API with it, wherever yours listens:
printf 'Authorization: Bearer %s' "$token" |
  curl -sS -i -H @- -X POST "\${TIMESHEETS_API:-http://localhost:8080}/timesheets/upload"
`;
}

/** Within double quotes of a file for `curl --config`, a backslash escapes. */
function configText(text: string): string {
  return text.replaceAll(/[\\"]/g, '\\$&');
}

const secretForConfig = `printf %s "$TIMESHEETS_CLIENT_SECRET" | sed 's/[\\\\"]/\\\\&/g'`;

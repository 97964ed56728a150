import {authenticationOf} from '../../engine/job-secret.js';
import type {ExportSubject} from './subject.js';

/** The job in Python, with `requests`. Reads its settings from the environment. */
export function exportPythonJob({client, envFile = '.env'}: ExportSubject): string {
  const {install = '', imports, modules = '', before, authentication, fields} = partsFor(client);
  return `# The import job. Python 3.8 or later: pip install requests${install}
# set -a; . ./${envFile}; set +a; python3 timesheets_job.py
import os
import sys
${imports}
${modules}import requests

issuer = os.environ["TIMESHEETS_ISSUER"]
client_id = os.environ["TIMESHEETS_CLIENT_ID"]
${before}api = os.environ.get("TIMESHEETS_API", "http://localhost:8080")

response = requests.post(
    f"{issuer}oauth/token",
${authentication}    data={
        "grant_type": "client_credentials",
        "audience": os.environ["TIMESHEETS_AUDIENCE"],
${fields}    },
    timeout=30,
)
if not response.ok:
    sys.exit(f"No token: {response.status_code} {response.text}")
# A token is valid for expires_in seconds. Reuse it until then: Auth0 counts tokens.
token = response.json()["access_token"]

upload = requests.post(
    f"{api}/timesheets/upload",
    headers={"Authorization": f"Bearer {token}"},
    json=[{"user": "jane", "date": "2026-01-31", "hours": 8}],
    timeout=30,
)
print(upload.status_code, upload.text)
`;
}

interface Parts {
  readonly install?: string;
  readonly imports: string;
  readonly modules?: string;
  readonly before: string;
  readonly authentication: string;
  readonly fields: string;
}

function partsFor(client: ExportSubject['client']): Parts {
  const secret = 'client_secret = os.environ["TIMESHEETS_CLIENT_SECRET"]\n';
  switch (authenticationOf(client)) {
    case 'secret': {
      const basic = client.tokenEndpointAuthMethod === 'client_secret_basic';
      return basic
        ? {imports: quoteImport, before: secret, authentication: basicAuthentication, fields: ''}
        : {imports: '', before: secret, authentication: '', fields: formCredentials};
    }
    case 'certificate':
      return {imports: '', before: '', authentication: certificate, fields: clientIdField};
    case 'private-key':
    case 'key-or-certificate':
      return {
        install: ' "pyjwt[crypto]"',
        imports: 'import time\nimport uuid\n',
        modules: 'import jwt\n',
        before: assertion,
        authentication: '',
        fields: assertionFields,
      };
  }
}

const quoteImport = 'from urllib.parse import quote\n';

const clientIdField = '        "client_id": client_id,\n';

const certificate = `    # The job has no Client Secret. It presents a certificate (mTLS) to a custom domain that accepts one.
    cert=(
        os.environ["TIMESHEETS_CLIENT_CERTIFICATE_PATH"],
        os.environ["TIMESHEETS_CLIENT_CERTIFICATE_KEY_PATH"],
    ),
`;

const assertion = `# The job has no Client Secret. It signs each request with its private key.
with open(os.environ["TIMESHEETS_CLIENT_SIGNING_KEY_PATH"]) as file:
    private_key = file.read()
now = int(time.time())
claims = {"iss": client_id, "sub": client_id, "aud": issuer, "iat": now, "exp": now + 60}
assertion = jwt.encode({**claims, "jti": str(uuid.uuid4())}, private_key, algorithm="RS256")
`;

const assertionFields = `${clientIdField}        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": assertion,
`;

const formCredentials = `        "client_id": client_id,
        "client_secret": client_secret,
`;

const basicAuthentication = `    # ID and secret are form-encoded before they are joined: RFC 6749, section 2.3.1.
    auth=(quote(client_id, safe=""), quote(client_secret, safe="")),
`;

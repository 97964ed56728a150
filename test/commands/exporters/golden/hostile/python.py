# The import job. Python 3.8 or later: pip install requests
# set -a; . ./.env; set +a; python3 timesheets_job.py
import os
import sys
from urllib.parse import quote

import requests

issuer = os.environ["TIMESHEETS_ISSUER"]
client_id = os.environ["TIMESHEETS_CLIENT_ID"]
client_secret = os.environ["TIMESHEETS_CLIENT_SECRET"]
api = os.environ.get("TIMESHEETS_API", "http://localhost:8080")

response = requests.post(
    f"{issuer}oauth/token",
    # ID and secret are form-encoded before they are joined: RFC 6749, section 2.3.1.
    auth=(quote(client_id, safe=""), quote(client_secret, safe="")),
    data={
        "grant_type": "client_credentials",
        "audience": os.environ["TIMESHEETS_AUDIENCE"],
    },
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

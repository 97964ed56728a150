# This contains no secret. To load it: set -a; . ./.env; set +a
: "${TIMESHEETS_CLIENT_SECRET:?set it to the Client Secret of the job first}"
response=$(printf %s "$TIMESHEETS_CLIENT_SECRET" |
  curl -sS \
    --data-urlencode grant_type=client_credentials \
    --data-urlencode client_id=HW2hCxrqP6OD4cUBkiDtB3TI95L9ckf7 \
    --data-urlencode client_secret@- \
    --data-urlencode audience=https://api.exampleco.com/timesheets \
    https://acme.eu.auth0.com/oauth/token)
token=$(printf %s "$response" | sed -n 's/.*"access_token": *"\([^"]*\)".*/\1/p')
[ -n "$token" ] || printf '%s\n' "$response" >&2

# Calls your API with the token. Set TIMESHEETS_API to its address.
printf 'Authorization: Bearer %s' "$token" |
  curl -sS -i -H @- -X POST "${TIMESHEETS_API:-http://localhost:8080}/timesheets/upload"

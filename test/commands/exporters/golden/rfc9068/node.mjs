// The import job. Node 20.6 or later: node --env-file=.env upload.mjs
const {
  TIMESHEETS_ISSUER: issuer,
  TIMESHEETS_AUDIENCE: audience,
  TIMESHEETS_CLIENT_ID: clientId,
  TIMESHEETS_CLIENT_SECRET: clientSecret,
  TIMESHEETS_API: api = 'http://localhost:8080',
} = process.env;

const answer = await fetch(new URL('oauth/token', issuer), {
  method: 'POST',
  body: new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    audience,
  }),
});
if (!answer.ok) throw new Error(`No token: ${answer.status} ${await answer.text()}`);
// Good for expires_in seconds: keep it that long, tokens are counted.
const {access_token: token} = await answer.json();

const upload = await fetch(new URL('timesheets/upload', `${api}/`), {
  method: 'POST',
  headers: {authorization: `Bearer ${token}`, 'content-type': 'application/json'},
  body: JSON.stringify([{user: 'jane', date: '2026-01-31', hours: 8}]),
});
console.log(upload.status, await upload.text());

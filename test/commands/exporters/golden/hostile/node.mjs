// The import job. Node 20.6 or later: node --env-file=.env timesheets-job.mjs
const {
  TIMESHEETS_ISSUER: issuer,
  TIMESHEETS_AUDIENCE: audience,
  TIMESHEETS_CLIENT_ID: clientId,
  TIMESHEETS_CLIENT_SECRET: clientSecret,
  TIMESHEETS_API: api = 'http://localhost:8080',
} = process.env;

const basic = Buffer.from([clientId, clientSecret].map(encodeURIComponent).join(':')).toString('base64');

const response = await fetch(new URL('oauth/token', issuer), {
  method: 'POST',
  headers: {authorization: `Basic ${basic}`},
  body: new URLSearchParams({grant_type: 'client_credentials', audience}),
});
if (!response.ok) throw new Error(`No token: ${response.status} ${await response.text()}`);
// A token is valid for expires_in seconds. Reuse it until then: Auth0 counts tokens.
const {access_token: token} = await response.json();

const upload = await fetch(new URL('timesheets/upload', `${api}/`), {
  method: 'POST',
  headers: {authorization: `Bearer ${token}`, 'content-type': 'application/json'},
  body: JSON.stringify([{user: 'jane', date: '2026-01-31', hours: 8}]),
});
console.log(upload.status, await upload.text());

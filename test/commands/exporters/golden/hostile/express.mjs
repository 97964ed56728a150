// The API. It never needs the job's secret, only TIMESHEETS_ISSUER and TIMESHEETS_AUDIENCE.
// npm install express express-oauth2-jwt-bearer
import express from 'express';
import {auth, requiredScopes} from 'express-oauth2-jwt-bearer';

const app = express();

app.use(
  auth({
    issuerBaseURL: process.env.TIMESHEETS_ISSUER,
    audience: process.env.TIMESHEETS_AUDIENCE,
    // The API decides on the algorithm, not the token.
    tokenSigningAlg: "RS256",
  }),
);

app.post(
  '/timesheets/upload',
  requiredScopes("batch:upload"),
  express.json(),
  (request, response) => {
    response.status(201).json({uploaded: request.body?.length ?? 0});
  },
);

app.listen(process.env.PORT ?? 8080);

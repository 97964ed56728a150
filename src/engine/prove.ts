import {setTimeout as pause} from 'node:timers/promises';
import {Problem} from '../model/errors.js';
import type {Proof, ProofRequest} from './proof.js';
import {readToken} from './read-token.js';
import type {IssuedToken} from './token-endpoint.js';
import {checkSignature, claimChecks, parseScopes} from './verify-token.js';

export type {Check, Claims, Proof, ProofRequest} from './proof.js';

/**
 * Gets a token as the job would, and checks it as the API would. The algorithm comes from the API's
 * configuration, never from the token (RFC 8725, section 3.1).
 * Throws `Problem` if no token or no keys arrive, and `secret_unreadable` if HS256 can't be
 * verified without the API's secret.
 */
export async function prove(request: ProofRequest, signal?: AbortSignal): Promise<Proof> {
  const {endpoint, desired, signingSecret} = request;
  const {signingAlg} = desired.resourceServer;
  if (signingAlg === 'HS256' && signingSecret === undefined) throw unreadableSigningSecretProblem();
  const [token, keys] = await Promise.all([
    requestToken(request, signal),
    signingAlg === 'HS256' ? [] : endpoint.keys(signal),
  ]);
  const jwt = token.accessToken.reveal();
  const read = readToken(jwt);
  if (read.kind === 'unreadable') {
    const {check, form} = read;
    return {result: 'not-proved', checks: [check], header: {}, claims: {}, unreadable: form};
  }
  const {header, claims} = read;
  const signature = await checkSignature(jwt, header, request, keys, signal);
  const checks = [signature, ...claimChecks(request, header, claims, token)];
  const result = checks.every(check => check.result === 'passed') ? 'proved' : 'not-proved';
  return {result, checks, header, claims};
}

async function requestToken(request: ProofRequest, signal?: AbortSignal): Promise<IssuedToken> {
  const {endpoint, desired, clientId, authMethod, organization} = request;
  const secretOrKey =
    'clientSecret' in request
      ? {clientSecret: request.clientSecret}
      : {signingKey: request.signingKey};
  const ask = {
    clientId,
    ...secretOrKey,
    audience: desired.resourceServer.identifier,
    ...(authMethod !== undefined && {authMethod}),
    ...(organization !== undefined && {organization}),
  };
  const token = await requestTokenWithRetry(
    () => endpoint.clientCredentials(ask, signal),
    request,
    signal,
  );
  const granted = parseScopes(token.scope);
  const {scope} = desired.clientGrant;
  if (scope.length === 0 || scope.every(value => granted.includes(value))) return token;
  // Some tenants grant scopes only if the request names them.
  try {
    return await endpoint.clientCredentials({...ask, scope: scope.join(' ')}, signal);
  } catch (error) {
    if (error instanceof Problem && error.code !== 'interrupted') return token;
    throw error;
  }
}

/** Auth0 is eventually consistent: a grant created a moment ago may still answer 403. */
async function requestTokenWithRetry(
  ask: () => Promise<IssuedToken>,
  {grantIsNew = false}: ProofRequest,
  signal: AbortSignal | undefined,
): Promise<IssuedToken> {
  for (const ms of grantIsNew ? newGrantPausesMs : []) {
    try {
      return await ask();
    } catch (error) {
      const isUnknown =
        error instanceof Problem && error.code === 'not_authorized' && error.status === 403;
      if (!isUnknown || signal?.aborted) throw error;
      // If aborted, the next request throws.
      await pause(ms, undefined, signal === undefined ? {} : {signal}).catch(() => {});
    }
  }
  return await ask();
}

const newGrantPausesMs = [500, 1_000, 2_000];

function unreadableSigningSecretProblem(): Problem {
  return new Problem('secret_unreadable', {
    message:
      'HS256 tokens are verified with the API’s signing secret, and this tool could not read it.',
    hint: 'Sign in with an application that has read:resource_servers and run the proof again. Or choose RS256, whose tokens are verified with a public key.',
  });
}

import {readClientWithSecretOrKey} from '../engine/job-secret.js';
import {observe} from '../engine/observe.js';
import {
  type Proof,
  type ProofRequest,
  proofSettings,
  unreadableProblem,
  verificationSettings,
} from '../engine/proof.js';
import {prove} from '../engine/prove.js';
import {selectClient, selectionProblem} from '../engine/select-client.js';
import type {Client} from '../engine/tenant.js';
import type {TokenEndpoint} from '../engine/token-endpoint.js';
import type {SigningKey} from '../model/credentials.js';
import {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import {customDomainNotes} from '../model/tenant-address.js';
import type {Blueprint} from '../scenario/documented.js';
import {visible} from '../text/escape.js';
import type {Command, Io} from './command.js';
import {readEnvUnlessDemo, type TenantContext, withSession, writeWarnings} from './context.js';
import {
  hasCredentials,
  type Job,
  readJobCredentials,
  readJobSigningKey,
} from './given-credentials.js';
import {openDebugLog} from './output/debug-log.js';
import {type CommandResult, errorJson} from './output/outcome.js';
import {openEndpoint, type Session} from './tenant-session.js';

export const runProve: Command['run'] = async (io, {options}) => await proveTenant(io, {options});

/**
 * With the job's own credentials no admin is needed, except to read an HS256 API's signing secret.
 */
async function proveTenant(io: Io, context: TenantContext): Promise<CommandResult> {
  const {options} = context;
  const {env, signal} = io;
  const {organization} = options;
  const job = readEnvUnlessDemo(io, options, readJobCredentials);
  if (job === undefined) {
    const asked = {signingKey: readEnvUnlessDemo(io, options, readJobSigningKey), organization};
    return await withSession(io, context, session =>
      proveWithAdmin(session, undefined, asked, signal),
    );
  }
  const log = options.debug === undefined ? undefined : openDebugLog(options.debug, io);
  try {
    const opened = await openEndpoint(io, context, log?.onCall);
    const {domain, endpoint, blueprint, warnings} = opened;
    const {signingAlg} = blueprint.resourceServer;
    if (signingAlg === 'HS256' && hasCredentials(env)) {
      return await withSession(io, context, session =>
        proveWithAdmin(session, job, {organization}, signal),
      );
    }
    writeWarnings(warnings, io);
    return await proveWithoutAdmin(domain, endpoint, blueprint, job, {organization}, signal);
  } finally {
    log?.close();
  }
}

export interface ProofOptions {
  /** The job's private key, for a job that has no secret. */
  readonly signingKey?: SigningKey | undefined;
  /** ID or name of the organization to request a token for. */
  readonly organization?: string | undefined;
}

/** Proves without an admin, with the job's own credentials. Throws `Problem`. */
export async function proveWithoutAdmin(
  domain: string,
  endpoint: TokenEndpoint,
  blueprint: Blueprint,
  job: Job,
  options: ProofOptions,
  signal: AbortSignal,
): Promise<CommandResult> {
  const request = {endpoint, desired: blueprint, ...job, ...organizationField(options)};
  const proof = await mapTokenErrors(
    nameVariablesOnError(job, proveWithEitherAuthMethod(request, signal)),
  );
  return proofResult(domain, job.clientId, proof);
}

/**
 * Proves while signed in as an admin, who can read the job's secret and an HS256 API's signing
 * secret. With `job`, proves that job's credentials instead. Throws `Problem`.
 */
export async function proveWithAdmin(
  session: Session,
  job: Job | undefined,
  options: ProofOptions,
  signal: AbortSignal,
): Promise<CommandResult> {
  const {reader, blueprint, hints, domain, endpoint} = session;
  session.warnings.push(...customDomainNotes(session));
  const observed = await observe(reader, {desired: blueprint, hints}, {signal});
  if (job === undefined) {
    const {clientId} = requireClient(blueprint, observed);
    return proofResult(domain, clientId, await proveObserved(session, observed, options, signal));
  }
  const request = {
    endpoint,
    desired: blueprint,
    ...job,
    ...verificationSettings(observed),
    ...organizationField(options),
  };
  return proofResult(
    domain,
    job.clientId,
    await mapTokenErrors(nameVariablesOnError(job, proveWithEitherAuthMethod(request, signal))),
  );
}

function organizationField({organization}: ProofOptions): {readonly organization?: string} {
  return organization === undefined ? {} : {organization};
}

/** Proves with the job's key, or with its secret as read by the admin. Throws `Problem`. */
export async function proveObserved(
  {reader, endpoint, blueprint}: Pick<Session, 'reader' | 'endpoint' | 'blueprint'>,
  observed: Observed,
  options: ProofOptions,
  signal: AbortSignal,
): Promise<Proof> {
  const listed = requireClient(blueprint, observed);
  const client = await readClientWithSecretOrKey(listed, reader, options.signingKey, signal);
  const request = {
    ...client,
    ...proofSettings(client, observed),
    endpoint,
    desired: blueprint,
    ...organizationField(options),
  };
  return await mapTokenErrors(prove(request, signal));
}

/**
 * Without an admin, the application's authentication method is unknown, and Auth0 accepts only that
 * one. Tries the default first, then HTTP Basic.
 */
async function proveWithEitherAuthMethod(
  request: ProofRequest,
  signal: AbortSignal,
): Promise<Proof> {
  try {
    return await prove(request, signal);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'wrong_credentials') throw error;
    if (!('clientSecret' in request)) throw error;
    try {
      return await prove({...request, authMethod: 'client_secret_basic'}, signal);
    } catch (second) {
      throw second instanceof Problem && second.code === 'wrong_credentials' ? error : second;
    }
  }
}

/** Names the variables in a wrong_credentials error, since admin credentials may be set as well. */
async function nameVariablesOnError(job: Job, proving: Promise<Proof>): Promise<Proof> {
  try {
    return await proving;
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'wrong_credentials') throw error;
    throw new Problem('wrong_credentials', {
      message: error.message,
      hint: `The credentials come from ${job.from}. ${error.hint}${'clientSecret' in job ? ` ${privateKeyHint}` : ''}`,
      cause: error,
    });
  }
}

/**
 * Auth0 gives the same error for a wrong secret and for any secret of an application without one.
 */
const privateKeyHint =
  'If the application signs in with a private key, it has no secret: set TIMESHEETS_CLIENT_SIGNING_KEY_PATH instead.';

/**
 * A token that Auth0 refuses is a failed proof, not a failed sign-in: maps the error to
 * proof_failed.
 */
export async function mapTokenErrors(proving: Promise<Proof>): Promise<Proof> {
  try {
    return await proving;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code !== 'not_authorized' && error.code !== 'not_found') throw error;
    throw new Problem('proof_failed', {
      message: `Auth0 refused a token for the job. ${error.message}`,
      hint: `\`timesheets-setup check\` shows what is missing, and \`apply\` repairs it. ${error.hint}`,
      cause: error,
    });
  }
}

/** Throws `Problem` proof_failed, ambiguous_application, third_party_application. */
export function requireClient(blueprint: Blueprint, observed: Observed): Client {
  const selection = selectClient(blueprint, observed);
  if (selection.kind === 'found') return selection.client;
  const problem = selectionProblem(selection);
  if (problem !== undefined) throw problem;
  throw new Problem('proof_failed', {
    message: `The tenant has no application “${blueprint.client.name}” to request a token for.`,
    hint: 'Run `timesheets-setup apply` first.',
  });
}

function proofResult(domain: string, clientId: string, proof: Proof): CommandResult {
  const problem = proof.result === 'proved' ? undefined : proofProblem(proof);
  return {
    exitCode: problem === undefined ? 0 : 1,
    json: {
      ...proofJson(proof),
      domain,
      clientId,
      ...(problem !== undefined && {error: errorJson(problem)}),
    },
    text: [...proofLines(proof), '', ...conclusionLines(proof, problem)].join('\n'),
  };
}

function conclusionLines({unreadable}: Proof, problem: Problem | undefined): readonly string[] {
  if (problem === undefined) return ['Proved: the job gets the right token.'];
  const {message, hint, code} = problem;
  if (unreadable === undefined) return [`Not proved. ${hint}`];
  return [message, `  ${hint}`, `  (${code})`, 'Not proved.'];
}

export function proofJson({
  result: proved,
  checks,
  header,
  claims,
}: Proof): Readonly<Record<string, unknown>> {
  return {proved: proved === 'proved', checks, header, claims};
}

export function proofLines({checks}: Proof): readonly string[] {
  return checks.map(({name, result: outcome, found, expected}) =>
    outcome === 'passed'
      ? `✔ ${name.padEnd(10)} ${visible(found)}`
      : `✖ ${name.padEnd(10)} ${visible(found)}, should be ${visible(expected ?? '')}`,
  );
}

export function proofProblem(proof: Proof): Problem {
  const {checks} = proof;
  const failedNames = checks
    .filter(({result: outcome}) => outcome === 'failed')
    .map(({name}) => name);
  const unreadable = unreadableProblem(proof);
  if (unreadable !== undefined) return unreadable;
  return new Problem('proof_failed', {
    message: `The token is not what the API expects: ${failedNames.join(', ')}.`,
    hint: failedNames.every(name => name === 'iat' || name === 'nbf')
      ? 'Set this machine’s clock, and check the API’s. Both must be within five minutes of Auth0’s.'
      : 'Run `timesheets-setup check` to see what drifted, then `timesheets-setup apply` to repair it.',
  });
}

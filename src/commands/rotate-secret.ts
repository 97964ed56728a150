import {createHash} from 'node:crypto';
import {observe} from '../engine/observe.js';
import type {Applied} from '../engine/outcome.js';
import {proofSettings, unreadableProblem} from '../engine/proof.js';
import {prove} from '../engine/prove.js';
import {rotateSecret} from '../engine/rotate-secret.js';
import type {Client} from '../engine/tenant.js';
import {noSecretToRotateProblem, protectionProblem} from '../engine/write-guards.js';
import {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import type {Secret} from '../model/secrets/secret.js';
import {findMissingToRead, permissionsFor} from '../scenario/permissions.js';
import {words} from '../scenario/words.js';
import {steps} from '../steps/index.js';
import {visible} from '../text/escape.js';
import {requirePermissions} from './check.js';
import type {Command} from './command.js';
import {type Confirm, createConfirmation, runConfirmed} from './confirm.js';
import {withSession} from './context.js';
import {envValues, publicEnvValues, writeEnvFile} from './files/env-file.js';
import {describeTarget} from './files/output-file.js';
import {absolutePath} from './files/trusted-path.js';
import {
  appliedJson,
  type CommandResult,
  errorJson,
  IncompleteError,
  writesOf,
} from './output/outcome.js';
import {mapTokenErrors, proofJson, proofLines, proofProblem, requireClient} from './prove.js';
import type {Session} from './tenant-session.js';

export const runRotateSecret: Command['run'] = async (io, {options}) => {
  // So that a demo never overwrites real values.
  const out = options.out ?? (options.demo === undefined ? '.env' : '.env.demo');
  if (options['dry-run']) {
    return await withSession(io, {options}, session =>
      rotateJobSecret(session, {out, confirm: 'dry-run'}, io.signal),
    );
  }
  const confirm = createConfirmation(io, options, 'Replace it?', () => words.confirms);
  return await withSession(io, {options, onUnreadableSettings: 'refuse'}, session =>
    runConfirmed(confirm, session.withLock, ask =>
      rotateJobSecret(session, {out, confirm: ask}, io.signal),
    ),
  );
};

interface RotateOptions {
  /** The file for the new secret. */
  readonly out: string;
  readonly confirm: Confirm | 'dry-run';
}

/** Throws `Problem`, or `IncompleteError` if the secret was rotated but not written. */
export async function rotateJobSecret(
  session: Session,
  {out, confirm}: RotateOptions,
  signal: AbortSignal,
): Promise<CommandResult> {
  const {reader, tenant, blueprint, hints, domain, permissions} = session;
  requirePermissions(findMissingToRead(steps, permissions));
  const observed = await observe(reader, {desired: blueprint, hints}, {signal});
  const listed = requireClient(blueprint, observed);
  const client = (await reader.client(listed.clientId, signal)) ?? listed;
  const refused = protectionProblem(reader, {client}) ?? noSecretToRotateProblem({client});
  if (refused !== undefined) throw refused;
  const lacking = permissionsFor([{action: 'rotate-secret', resource: 'client'}]).filter(
    each => !permissions.has(each),
  );
  requirePermissions(lacking.length === 0 ? [] : [{step: 'application', permissions: lacking}]);

  const {name, clientId} = client;
  const path = absolutePath(out);
  const lines = [
    `The Client Secret of ${visible(name)} (${clientId}) at ${domain} will be replaced.`,
    `⚠ ${words.application.rotate.breaks}`,
    `The new secret will be written to ${visible(out)}.`,
  ];
  if (confirm === 'dry-run') {
    const text = [...lines, '', 'Nothing was changed.'].join('\n');
    return {
      exitCode: 0,
      json: {domain, clientId, breaks: words.application.rotate.breaks, out, applied: []},
      text,
    };
  }
  if ((await confirm(lines, [session.tenantName], digestOf(client.clientSecret))) === 'no') {
    return {exitCode: 2, json: {domain, clientId, applied: []}, text: 'Nothing was changed.'};
  }
  const settings = {domain, issuer: session.endpoint.issuer, blueprint, clientId};
  // Find out whether the file is writable before the old secret stops working.
  await writeEnvFile({path, values: publicEnvValues(settings)});
  const applied: Applied[] = [];
  const clientSecret = await addRotationToError(session, applied, async () => {
    const rotation = {tenant, journal: session.journal(), observed, signal};
    const done = await rotateSecret(rotation, client, each => applied.push(each.applied));
    return done.clientSecret ?? (await reader.client(clientId, signal))?.clientSecret;
  });
  if (clientSecret === undefined) throw new IncompleteError(newSecretHiddenProblem(name), applied);
  const written = await addRotationToError(session, applied, () =>
    writeEnvFile({path, values: envValues({...settings, clientSecret})}),
  );
  session.warnings.push(...written.warnings);
  const file = describeTarget(out, {
    path: written.target ?? path,
    via: written.target === undefined ? 'name' : 'link',
  });
  const proof = await proveNewSecret(session, {...client, clientSecret}, observed, signal);
  return {
    exitCode: proof.proved ? 0 : 1,
    json: {
      domain,
      clientId,
      applied: appliedJson(applied),
      out,
      wrote: written.wrote,
      ...proof.json,
    },
    text: [
      ...writesOf(applied).map(({method, path: sent, status}) =>
        `✔ ${method} ${sent} ${status ?? ''}`.trimEnd(),
      ),
      `✔ ${visible(file)} ${written.wrote === 'unchanged' ? 'already had these values' : written.wrote}; only you can read it.`,
      '',
      ...proof.lines,
    ].join('\n'),
  };
}

/** Identifies the current secret, so that the confirmation is valid for this secret only. */
function digestOf(secret: Secret | undefined): string {
  return createHash('sha256')
    .update(secret?.reveal() ?? '')
    .digest('hex');
}

/** If `act` fails after the secret was rotated, adds to the error how to get the new one. */
async function addRotationToError<Value>(
  {domain}: Session,
  applied: readonly Applied[],
  act: () => Promise<Value>,
): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Problem) || applied.length === 0) throw error;
    const problem = new Problem(error.code, {
      message: `The secret was rotated at ${domain}, but then: ${error.message}`,
      hint: `${fetchSecretHint} ${error.hint}`,
      cause: error,
    });
    throw new IncompleteError(problem, applied);
  }
}

const fetchSecretHint =
  'The new secret is in the Dashboard, and `timesheets-setup export env --out FILE` writes it to a file.';

function newSecretHiddenProblem(name: string): Problem {
  return new Problem('secret_unreadable', {
    message: `The secret of ${visible(name)} was rotated, but Auth0 does not show the new one to this token.`,
    hint: `Copy it from the Dashboard, or sign in with read:client_keys. ${fetchSecretHint}`,
    permissions: ['read:client_keys'],
  });
}

interface RotationProof {
  readonly proved: boolean;
  readonly json: Readonly<Record<string, unknown>>;
  readonly lines: readonly string[];
}

/** Never throws a `Problem`: the rotation must be reported even if its proof fails. */
async function proveNewSecret(
  {endpoint, blueprint}: Session,
  client: Client & {readonly clientSecret: Secret},
  observed: Observed,
  signal: AbortSignal,
): Promise<RotationProof> {
  const request = {...client, ...proofSettings(client, observed), endpoint, desired: blueprint};
  try {
    const proof = await mapTokenErrors(prove(request, signal));
    const unreadable = unreadableProblem(proof);
    if (unreadable !== undefined) throw unreadable;
    const proved = proof.result === 'proved';
    const end = proved
      ? 'The job gets a token with the new secret.'
      : `The new secret works, but the token is not what the API expects. ${proofProblem(proof).hint}`;
    return {proved, json: {proof: proofJson(proof)}, lines: [...proofLines(proof), '', end]};
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return {
      proved: false,
      json: {error: errorJson(error)},
      lines: [
        `✖ The new secret is in place, but was not proved. ${visible(error.message)}`,
        `  ${visible(error.hint)}`,
        `  (${error.code})`,
      ],
    };
  }
}

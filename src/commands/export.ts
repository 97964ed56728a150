import {
  authenticationOf,
  authenticationWords,
  readSecretIfAny,
  withAuthentication,
} from '../engine/job-secret.js';
import {findNewestRun} from '../engine/journal/run-history.js';
import {Problem} from '../model/errors.js';
import {signingAlgOf} from '../model/resource-server.js';
import type {Secret} from '../model/secrets/secret.js';
import {customDomainNotes} from '../model/tenant-address.js';
import {type Blueprint, documented} from '../scenario/documented.js';
import {visible} from '../text/escape.js';
import {suggestion} from '../text/suggest.js';
import {evaluateTenant} from './check.js';
import {applySingleChoices, readGivenBlueprint} from './choices.js';
import type {Command, Io} from './command.js';
import {withSession} from './context.js';
import {exportBlueprintDocument} from './exporters/blueprint-document.js';
import {blueprintJsonSchema} from './exporters/blueprint-schema.js';
import {type ExportKind, exportKinds} from './exporters/export-table.js';
import {exporters} from './exporters/exporters.js';
import {mergeEnv} from './exporters/merge-env.js';
import {exportReport} from './exporters/report.js';
import {createSubject, type ExportSubject} from './exporters/subject.js';
import {envValues, publicEnvValues, writeEnvFile} from './files/env-file.js';
import {describeTarget, writeAtomically} from './files/output-file.js';
import {absolutePath} from './files/trusted-path.js';
import {hasCredentials} from './given-credentials.js';
import {type Options, usageProblem} from './options.js';
import type {CommandResult} from './output/outcome.js';
import type {Session} from './tenant-session.js';

export const runExport: Command['run'] = async (io, {options, words: [word, ...more]}) => {
  if (more.length > 0) throw usageProblem('export takes one kind at a time.', 'See --help.');
  const what = parseExportKind(word);
  return (
    (await exportOffline(what, options, io)) ??
    (await withSession(io, {options, onUnreadableSettings: 'refuse'}, session =>
      exportFromTenant(what, session, options, io),
    ))
  );
};

/** Exports that need no tenant; undefined if one is needed. Throws `Problem`. */
async function exportOffline(
  what: ExportKind,
  options: Options,
  io: Io,
): Promise<CommandResult | undefined> {
  if (options['signing-secret'] && what !== 'env') {
    throw usageProblem(
      '--signing-secret goes with `export env`.',
      'See `timesheets-setup export --help`.',
    );
  }
  if (what === 'schema') return await exportSchema(options);
  if (what !== 'blueprint') return undefined;
  const given = await readGivenBlueprint(options, io);
  const remembered = options.demo !== undefined || hasCredentials(io.env);
  if (given === undefined && remembered) return undefined;
  return await exportBlueprint(given ?? applySingleChoices(documented, options), options);
}

/** Exports from a tenant. Read-only. Throws `Problem`. */
export async function exportFromTenant(
  what: ExportKind,
  session: Session,
  options: Options,
  {signal, now}: Pick<Io, 'signal' | 'now'>,
): Promise<CommandResult> {
  // Choices don't depend on the tenant's content.
  if (what === 'blueprint') return await exportBlueprint(session.blueprint, options);
  if (what === 'schema') return await exportSchema(options);
  const {domain, ownDomain, blueprint, endpoint, journalFolder, journalDomains} = session;
  const {observed, statuses} = await evaluateTenant(session, signal);
  const found = createSubject({domain, ownDomain, issuer: endpoint.issuer, blueprint, observed});
  const client = await withAuthentication(found.client, session.reader, signal);
  const subject = {...found, client};
  switch (what) {
    case 'env':
      return await exportEnvironment(subject, session, options, signal);
    case 'report': {
      // May be an undo, which is a run too.
      const run = await findNewestRun(await journalFolder(), ...journalDomains());
      const known = run === undefined ? {} : {run};
      return await printOrWrite(
        what,
        exportReport({subject, statuses, now: now(), ...known}),
        options,
      );
    }
    default:
      return await printOrWrite(what, exporters[what](subject), options);
  }
}

function parseExportKind(what: string | undefined): ExportKind {
  const found = exportKinds.find(each => each === what);
  if (found !== undefined) return found;
  throw usageProblem(
    what === undefined ? 'Export what?' : `“${visible(what)}” can’t be exported.`,
    `${suggestion(what ?? '', exportKinds)}It is one of: ${exportKinds.join(', ')}.`,
  );
}

async function exportBlueprint(blueprint: Blueprint, options: Options): Promise<CommandResult> {
  return await printOrWrite('blueprint', exportBlueprintDocument(blueprint), options);
}

async function exportSchema(options: Options): Promise<CommandResult> {
  return await printOrWrite('schema', blueprintJsonSchema(), options);
}

/** Prints to stdout, or writes to the `--out` file. */
async function printOrWrite(
  what: ExportKind,
  content: string,
  {out}: Options,
): Promise<CommandResult> {
  if (out === undefined) return printedResult(what, content);
  const target = await writeAtomically(out, content, 'everyone');
  const linked = target.via === 'link' ? {target: target.path} : {};
  return {
    exitCode: 0,
    json: {what, content, out, ...linked},
    text: `Written to ${visible(describeTarget(out, target))}.`,
    lines: 'preformatted',
  };
}

function printedResult(what: ExportKind, content: string): CommandResult {
  return {exitCode: 0, json: {what, content}, text: content.trimEnd(), lines: 'preformatted'};
}

/** The API verifies tokens and doesn't need the job's client ID. */
function withoutClientId({TIMESHEETS_CLIENT_ID: _, ...values}: Readonly<Record<string, string>>) {
  return values;
}

/** Throws `Problem` usage if the API has no signing secret, secret_unreadable. */
function requireSigningSecret({resourceServer}: ExportSubject): Secret {
  const {signingSecret, identifier} = resourceServer;
  const signingAlg = signingAlgOf(resourceServer);
  if (signingAlg !== 'HS256') {
    throw usageProblem(
      `${visible(identifier)} has no signing secret: its tokens are signed with ${visible(signingAlg)}.`,
      'APIs verify such tokens with the tenant’s public keys. Leave out --signing-secret.',
    );
  }
  if (signingSecret !== undefined) return signingSecret;
  throw new Problem('secret_unreadable', {
    message: `The signing secret of ${visible(identifier)} can’t be read with this token.`,
    hint: 'Sign in with an application that has read:resource_servers.',
    permissions: ['read:resource_servers'],
  });
}

function secretLine(client: ExportSubject['client']): string {
  const authentication = authenticationOf(client);
  if (authentication === 'secret') {
    return '# TIMESHEETS_CLIENT_SECRET is written to a file only: --out .env';
  }
  const path =
    authentication === 'certificate' ? '' : ' Set TIMESHEETS_CLIENT_SIGNING_KEY_PATH to its file.';
  return `# The job has no Client Secret. It signs in with ${authenticationWords[authentication]}.${path}`;
}

/** The job's settings. The secret is only ever written to a file, never printed. */
async function exportEnvironment(
  subject: ExportSubject,
  {reader, blueprint, warnings}: Session,
  {out, 'signing-secret': forApi}: Options,
  signal: AbortSignal,
): Promise<CommandResult> {
  const {domain, ownDomain, issuer, client} = subject;
  const settings = {domain, issuer, blueprint, clientId: client.clientId};
  const hosts = customDomainNotes({domain, ...(ownDomain !== undefined && {ownDomain})});
  const comments = hosts.map(sentence => `# ${visible(sentence)}\n`).join('');
  const open = forApi ? withoutClientId(publicEnvValues(settings)) : publicEnvValues(settings);
  const signingSecret = forApi ? requireSigningSecret(subject) : undefined;
  const content = `${comments}${mergeEnv('', open)}${forApi ? '# TIMESHEETS_SIGNING_SECRET is written to a file only: --out api.env' : secretLine(client)}\n`;
  if (out === undefined) return printedResult('env', content);
  const values =
    signingSecret === undefined
      ? envValues({...settings, clientSecret: await readSecretIfAny(client, reader, signal)})
      : {...open, TIMESHEETS_SIGNING_SECRET: signingSecret};
  const written = await writeEnvFile({
    path: absolutePath(out),
    values,
  });
  warnings.push(...hosts, ...written.warnings);
  const named =
    written.target === undefined ? out : describeTarget(out, {path: written.target, via: 'link'});
  const state = written.wrote === 'unchanged' ? 'already had these values' : written.wrote;
  return {
    exitCode: 0,
    json: {
      what: 'env',
      content,
      out,
      ...(written.target !== undefined && {target: written.target}),
      wrote: written.wrote,
      ...(written.warnings.length > 0 && {warnings: written.warnings}),
    },
    text: `${visible(named)} ${state}; only you can read it.`,
    lines: 'preformatted',
  };
}

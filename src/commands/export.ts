import {resolve} from 'node:path';
import {
  authenticationOf,
  authenticationWords,
  secretIfAny,
  withAuthentication,
} from '../engine/job-secret.js';
import {Problem} from '../model/errors.js';
import {signingAlgOf} from '../model/resource-server.js';
import type {Secret} from '../model/secret.js';
import {hostsInWords} from '../model/tenant-address.js';
import {type Blueprint, documented} from '../scenario/documented.js';
import {visible} from '../text/escape.js';
import {suggestion} from '../text/suggest.js';
import {evaluateTenant} from './check.js';
import {withSingleChoices} from './choices.js';
import {envValues, openValues, writeEnvFile} from './env-file.js';
import {hasCredentials} from './environment.js';
import {blueprintDocument} from './export/blueprint-document.js';
import {blueprintJsonSchema} from './export/blueprint-schema.js';
import {mergeEnv} from './export/merge-env.js';
import {newestRun} from './export/newest-run.js';
import {type ExportKind, exportKinds} from './export/offers.js';
import {report} from './export/report.js';
import {type Subject, subjectOf} from './export/subject.js';
import {texts} from './export/texts.js';
import {givenBlueprint} from './given-blueprint.js';
import {type Invocation, usage} from './options.js';
import type {CommandResult} from './outcome.js';
import {namedTarget, writeWhole} from './output-file.js';
import type {SessionContext} from './place.js';
import type {Session} from './session.js';

type What = ExportKind;

type Options = Invocation['options'];

/**
 * `timesheets-setup export` as far as it needs no tenant; undefined where it needs one.
 * Throws `Problem` usage, invalid_blueprint, file_unwritable.
 */
export async function handOverOffline(
  what: string | undefined,
  {options, env, signal}: SessionContext,
): Promise<CommandResult | undefined> {
  const asked = whatOf(what);
  if (options['signing-secret'] && asked !== 'env') {
    throw usage(
      '--signing-secret goes with `export env`.',
      'See `timesheets-setup export --help`.',
    );
  }
  if (asked === 'schema') {
    return await delivered(asked, blueprintJsonSchema(), options);
  }
  if (asked !== 'blueprint') return undefined;
  const given = await givenBlueprint(options, signal);
  const remembered = options.demo !== undefined || hasCredentials(env);
  if (given === undefined && remembered) return undefined;
  return await blueprintOf(given ?? withSingleChoices(documented, options), options);
}

/** `timesheets-setup export` on a tenant, which is read and never written. Throws `Problem`. */
export async function handOver(
  what: string | undefined,
  session: Session,
  options: Options,
  signal: AbortSignal,
): Promise<CommandResult> {
  const asked = whatOf(what);
  // Choices are the same, whatever the tenant holds.
  if (asked === 'blueprint') return await blueprintOf(session.blueprint, options);
  if (asked === 'schema') return await delivered(asked, blueprintJsonSchema(), options);
  return await handOverTenant(asked, session, options, signal);
}

async function handOverTenant(
  asked: Exclude<What, 'blueprint' | 'schema'>,
  session: Session,
  options: Options,
  signal: AbortSignal,
): Promise<CommandResult> {
  const {domain, ownDomain, blueprint, endpoint, journalFolder} = session;
  const {observed, statuses} = await evaluateTenant(session, signal);
  const found = subjectOf({domain, ownDomain, issuer: endpoint.issuer, blueprint, observed});
  const client = await withAuthentication(found.client, session.reader, signal);
  const subject = {...found, client};
  switch (asked) {
    case 'env':
      return await environmentOf(subject, session, options, signal);
    case 'report': {
      const run = await newestRun(journalFolder, domain);
      const known = run === undefined ? {} : {run};
      const content = report({subject, statuses, now: new Date(), ...known});
      return await delivered(asked, content, options);
    }
    default:
      return await delivered(asked, texts[asked](subject), options);
  }
}

function whatOf(what: string | undefined): What {
  const found = exportKinds.find(each => each === what);
  if (found !== undefined) return found;
  throw usage(
    what === undefined ? 'Export what?' : `“${visible(what)}” can’t be exported.`,
    `${suggestion(what ?? '', exportKinds)}It is one of: ${exportKinds.join(', ')}.`,
  );
}

async function blueprintOf(blueprint: Blueprint, options: Options): Promise<CommandResult> {
  return await delivered('blueprint', blueprintDocument(blueprint), options);
}

/** To stdout, or to the file that `--out` names. */
async function delivered(what: What, content: string, {out}: Options): Promise<CommandResult> {
  if (out === undefined) return {exitCode: 0, json: {what, content}, text: content.trimEnd()};
  const target = await writeWhole(out, content, 'everyone');
  const linked = target.via === 'link' ? {target: target.path} : {};
  return {
    exitCode: 0,
    json: {what, content, out, ...linked},
    text: `Written to ${visible(namedTarget(out, target))}.`,
  };
}

/** The API checks tokens, and has no use for the job's id. */
function apiValues({TIMESHEETS_CLIENT_ID: _, ...values}: Readonly<Record<string, string>>) {
  return values;
}

/** Throws `Problem` usage where the API has none, secret_unreadable. */
function signingSecretOf({resourceServer}: Subject): Secret {
  const {signingSecret, identifier} = resourceServer;
  const signingAlg = signingAlgOf(resourceServer);
  if (signingAlg !== 'HS256') {
    throw usage(
      `${visible(identifier)} has no signing secret: its tokens are signed with ${visible(signingAlg)}.`,
      'Such tokens are checked with the tenant’s public keys. Leave --signing-secret out.',
    );
  }
  if (signingSecret !== undefined) return signingSecret;
  throw new Problem('secret_unreadable', {
    message: `The signing secret of ${visible(identifier)} can’t be read with this token.`,
    hint: 'Sign in with an application that has read:resource_servers.',
    permissions: ['read:resource_servers'],
  });
}

function secretLine(client: Subject['client']): string {
  const authentication = authenticationOf(client);
  if (authentication === 'secret') {
    return '# TIMESHEETS_CLIENT_SECRET is written to a file only: --out .env';
  }
  const path =
    authentication === 'certificate' ? '' : ' Set TIMESHEETS_CLIENT_SIGNING_KEY_PATH to its file.';
  return `# The job has no client secret: it signs in with ${authenticationWords[authentication]}.${path}`;
}

/** The job's settings. The secret goes into a file, and nowhere else. */
async function environmentOf(
  subject: Subject,
  {reader, blueprint, warnings}: Session,
  {out, 'signing-secret': forApi}: Options,
  signal: AbortSignal,
): Promise<CommandResult> {
  const {domain, ownDomain, issuer, client} = subject;
  const settings = {domain, issuer, blueprint, clientId: client.clientId};
  const hosts = hostsInWords({domain, ...(ownDomain !== undefined && {ownDomain})});
  const comments = hosts.map(sentence => `# ${visible(sentence)}\n`).join('');
  const open = forApi ? apiValues(openValues(settings)) : openValues(settings);
  const signingSecret = forApi ? signingSecretOf(subject) : undefined;
  const content = `${comments}${mergeEnv('', open)}${forApi ? '# TIMESHEETS_SIGNING_SECRET is written to a file only: --out api.env' : secretLine(client)}\n`;
  if (out === undefined)
    return {exitCode: 0, json: {what: 'env', content}, text: content.trimEnd()};
  const values =
    signingSecret === undefined
      ? envValues({...settings, clientSecret: await secretIfAny(client, reader, signal)})
      : {...open, TIMESHEETS_SIGNING_SECRET: signingSecret};
  const written = await writeEnvFile({
    path: resolve(out),
    values,
  });
  warnings.push(...hosts, ...written.warnings);
  const named =
    written.target === undefined ? out : namedTarget(out, {path: written.target, via: 'link'});
  const state = written.wrote === 'unchanged' ? 'held these values already' : written.wrote;
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
    text: `${visible(named)} ${state}; only its owner can read it.`,
  };
}

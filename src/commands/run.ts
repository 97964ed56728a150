import {visible} from '../text/escape.js';
import {type ApplyOptions, apply} from './apply.js';
import {confirmation, confirmed} from './ask.js';
import {check} from './check.js';
import {singleChoices} from './choices.js';
import {openDebugLog} from './debug-log.js';
import {demoTenant} from './demo-tenant.js';
import {eachTenant, tenantText} from './each-tenant.js';
import {
  type Environment,
  hasCredentials,
  jobCredentialsOf,
  jobSigningKeyOf,
  namingSource,
  requireDomain,
  variable,
} from './environment.js';
import {jsonLine} from './export/escapes.js';
import {handOver, handOverOffline} from './export.js';
import {forTerminal, inLocale} from './for-terminal.js';
import {forget} from './forget.js';
import {onGitHub} from './github.js';
import {inputName, readInput, requireOneStandardInput} from './given-blueprint.js';
import {heard} from './open-tenant.js';
import {type Invocation, usage} from './options.js';
import type {CommandResult} from './outcome.js';
import {openPlace, type SessionContext} from './place.js';
import {readPlan, type SavedPlan} from './plan-file.js';
import {proveAlone, proveSignedIn} from './prove.js';
import {rotateJobSecret, typedTenant} from './rotate-secret.js';
import {openEndpoint, openSession, type Session} from './session.js';
import {readTenantList, requireSeveral} from './tenant-list.js';
import {undo} from './undo.js';

/** Runs a command other than the wizard to its exit code. Throws `Problem` and `Incomplete`. */
export async function runCommand(
  invocation: Invocation,
  env: Environment,
  signal: AbortSignal,
): Promise<number> {
  const {command, options} = invocation;
  requireOneStandardInput(options);
  if (options.demo === 'list') return await listScenarios(invocation);
  if (options.tenants !== undefined) return await onEach(invocation, options.tenants, env, signal);
  switch (command) {
    case 'demo-tenant':
      await demoTenant(options, signal);
      return 0;
    case 'forget':
      return print(await forget(options, env), invocation);
    default:
      return print(await headless(invocation, {options, env, signal}), invocation);
  }
}

async function listScenarios(invocation: Invocation): Promise<number> {
  const {scenarioLines, scenarioList} = await import('./demo.js');
  return print(
    {exitCode: 0, json: {scenarios: scenarioList}, text: scenarioLines().join('\n')},
    invocation,
  );
}

/** `--tenants FILE`: a result a tenant, and the worst exit code. */
async function onEach(
  invocation: Invocation,
  file: string,
  env: Environment,
  signal: AbortSignal,
): Promise<number> {
  const {command, options, words} = invocation;
  requireSeveral(options);
  const content = await readInput(file, 'tenants', signal);
  const tenants = readTenantList(content, inputName(file), env);
  // Several at once can't ask: whoever applies says so beforehand.
  if (command === 'apply' && !options['dry-run'])
    confirmation({...options, json: true}, '', signal);
  return await eachTenant(
    tenants,
    ({domain, prefix}) =>
      headless(
        {command, words},
        {
          options: {...options, domain},
          env,
          signal,
          prefix,
        },
      ),
    result => {
      const text = options.json
        ? jsonLine(result.json)
        : forTerminal(tenantText(result), process.stdout);
      process.stdout.write(`${text}\n`);
    },
  );
}

async function headless(
  {command, words}: Pick<Invocation, 'command' | 'words'>,
  context: SessionContext,
): Promise<CommandResult> {
  const {options, signal} = context;
  switch (command) {
    case 'apply': {
      // Whoever can't be asked is told before standard input is waited for.
      const confirm = options['dry-run'] ? undefined : confirmation(options, 'Do this?', signal);
      const plan = await savedPlan(options, signal);
      const chosen = plan === undefined ? {} : {choices: plan};
      if (confirm === undefined) return await checked({...context, ...chosen}, plan);
      if (options.out !== undefined) {
        throw usage('apply writes no file.', '--out goes with check, and with apply --dry-run.');
      }
      const asked: Omit<ApplyOptions, 'confirm'> = {
        allowance: options['allow-breaking'] ? 'all' : 'safe',
        plan,
        proof: options.prove ? 'prove' : 'no-proof',
        signingKey: options.prove ? demoless(context, jobSigningKeyOf) : undefined,
        similar: options['allow-similar'] ? 'allow' : 'refuse',
        onMoved: confirm.by === 'person' ? 'stop' : 'replan',
      };
      return await withSession({...context, ...chosen, ifUnread: 'refuse'}, session =>
        confirmed(confirm, session.alone, ask => apply(session, {...asked, confirm: ask}, signal)),
      );
    }
    case 'prove':
      return await proved(context);
    case 'undo': {
      // What was chosen decides nothing here: the journal does.
      const journalOnly: SessionContext = {...context, ifUnread: 'go-on'};
      if (options['dry-run']) {
        return await withSession(journalOnly, session =>
          undo(session, {confirm: 'dry-run'}, signal),
        );
      }
      const confirm = confirmation(options, 'Undo this?', signal);
      return await withSession(journalOnly, session =>
        confirmed(confirm, session.alone, ask => undo(session, {confirm: ask}, signal)),
      );
    }
    case 'rotate-secret': {
      // A demo's values would take the place of real ones.
      const out = options.out ?? (options.demo === undefined ? '.env' : '.env.demo');
      if (options['dry-run']) {
        return await withSession(context, session =>
          rotateJobSecret(session, {out, confirm: 'dry-run'}, signal),
        );
      }
      const confirm = confirmation(options, 'Replace it?', signal, typedTenant);
      return await withSession({...context, ifUnread: 'refuse'}, session =>
        confirmed(confirm, session.alone, ask =>
          rotateJobSecret(session, {out, confirm: ask}, signal),
        ),
      );
    }
    case 'export': {
      const [what, ...more] = words;
      if (more.length > 0) throw usage('export hands over one thing at a time.', 'See --help.');
      return (
        (await handOverOffline(what, context)) ??
        (await withSession({...context, ifUnread: 'refuse'}, session =>
          handOver(what, session, options, signal),
        ))
      );
    }
    default:
      return await checked(context);
  }
}

async function checked(context: SessionContext, plan?: SavedPlan): Promise<CommandResult> {
  const {options, env, signal} = context;
  const asked = {out: options.out, onEvaluated: onGitHub(env), plan};
  return await withSession(context, session => check(session, asked, signal));
}

/** With the job's own id and secret no admin is needed, but to read what HS256 is checked with. */
async function proved(context: SessionContext): Promise<CommandResult> {
  const {options, env, signal} = context;
  const {organization} = options;
  const job = demoless(context, jobCredentialsOf);
  if (job === undefined) {
    const signingKey = demoless(context, jobSigningKeyOf);
    const asked = {signingKey, organization};
    return await withSession(context, session => proveSignedIn(session, undefined, asked, signal));
  }
  const typed = requireDomain(env, options.domain);
  const configFolder = variable(env, 'TIMESHEETS_SETUP_CONFIG_DIR');
  const log = options.debug === undefined ? undefined : openDebugLog(options.debug);
  try {
    const opened = await openEndpoint(
      {...context, ...heard(log?.onCall, undefined)},
      typed,
      configFolder,
    );
    const {domain, endpoint, blueprint, warnings} = opened;
    const {signingAlg} = blueprint.resourceServer;
    if (signingAlg === 'HS256' && hasCredentials(env)) {
      return await withSession(context, session =>
        proveSignedIn(session, job, {organization}, signal),
      );
    }
    tellWarnings(warnings);
    return await proveAlone(domain, endpoint, blueprint, job, {organization}, signal);
  } finally {
    log?.close();
  }
}

/** What the environment holds for a real tenant is none of a demo's business. */
function demoless<Value>(
  {options, env}: SessionContext,
  read: (given: Environment) => Value,
): Value | undefined {
  return options.demo === undefined ? read(env) : undefined;
}

/** A plan holds its choices. Throws `Problem` usage, invalid_plan, file_unreadable. */
async function savedPlan(
  options: Invocation['options'],
  signal: AbortSignal,
): Promise<SavedPlan | undefined> {
  const {plan: file} = options;
  if (file === undefined) return undefined;
  const other = (['blueprint', 'client-id', ...singleChoices] as const).find(
    name => options[name] !== undefined,
  );
  if (other !== undefined) {
    throw usage(`--${other} can't go with --plan.`, 'A plan is done as it was made: make another.');
  }
  return readPlan(await readInput(file, 'plan', signal), inputName(file));
}

function tellWarnings(warnings: readonly string[]): void {
  for (const warning of new Set(warnings)) {
    process.stderr.write(`${inLocale(`⚠ ${visible(warning)}`)}\n`);
  }
}

async function withSession(
  context: SessionContext,
  act: (session: Session) => Promise<CommandResult>,
): Promise<CommandResult> {
  const place = await openPlace(context);
  try {
    const session = await openSession(context, place);
    try {
      return await act(session);
    } catch (error) {
      throw namingSource(error, session.source);
    } finally {
      await session.rememberLimit();
      tellWarnings(session.warnings);
    }
  } finally {
    await place.close();
  }
}

function print(
  {json, text, exitCode}: CommandResult,
  {command, options}: Pick<Invocation, 'command' | 'options'>,
): number {
  // What is handed over goes on into files: it stays as it is.
  const shown = command === 'export' ? text : forTerminal(text, process.stdout);
  process.stdout.write(`${options.json ? jsonLine(json) : shown}\n`);
  return exitCode;
}

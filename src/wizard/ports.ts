import type {OnCall} from '../engine/call.js';
import type {Journal} from '../engine/journal/journal.js';
import type {WithLock} from '../engine/lock.js';
import type {Tenant} from '../engine/tenant.js';
import type {TokenEndpoint} from '../engine/token-endpoint.js';
import type {Credentials, SigningKey} from '../model/credentials.js';
import type {Observed} from '../model/observed.js';
import type {Secret} from '../model/secrets/secret.js';
import type {Blueprint} from '../scenario/documented.js';
import type {Choices, StepId} from '../steps/step.js';

/** Credentials in the system's keychain, read only when they are used. */
export interface StoredSignIn {
  /** `keychain`: a client secret that this tool stored; `auth0-cli`: the token of Auth0's CLI. */
  readonly kind: 'keychain' | 'auth0-cli';
  readonly domain: string;
}

export type SignInMethod = Credentials['kind'] | StoredSignIn['kind'];

/** A private key from a file, or what is wrong with it. */
export type KeyFile =
  | {readonly kind: 'ok'; readonly signingKey: SigningKey}
  | {readonly kind: 'invalid'; readonly why: string};

/** The sign-in methods that this computer offers. */
export interface SignInOptions {
  readonly keychainAvailable: boolean;
  readonly stored: readonly StoredSignIn[];
}

export interface SignInRequest {
  readonly domain: string;
  /** The Management API's audience, for a custom domain. */
  readonly audience?: string;
  /** Sentences on corrections to credentials from the environment. */
  readonly notices?: readonly string[];
  /** The environment variables with the credentials, and those that were set but not used. */
  readonly source?: {readonly used: string; readonly unused: readonly string[]};
  readonly credentials: Credentials | StoredSignIn;
  /** Stores the client secret in the system's keychain once sign-in has succeeded. */
  readonly keep?: 'in-keychain';
  /** Whether to send credentials to a host that is neither loopback nor under auth0.com. */
  readonly customDomain: 'refuse' | 'allow';
}

/** What an earlier run stored in the settings for this tenant. */
export interface Remembered {
  readonly blueprint?: Blueprint;
  /** The client id of our application for each API identifier. */
  readonly clientIds?: ReadonlyMap<string, string>;
  /** ISO 8601. */
  readonly lastInSyncAt?: string;
}

export interface Session {
  readonly domain: string;
  /** The tenant's own domain, if `domain` is a custom one. */
  readonly ownDomain?: string;
  readonly tenantName: string;
  readonly tenant: Tenant;
  readonly endpoint: TokenEndpoint;
  readonly permissions: ReadonlySet<string>;
  readonly journal: Journal;
  /** Runs an action while holding the tenant's lock, so that no other run writes. */
  readonly withLock: WithLock;
  readonly remembered: Remembered;
  /** A sentence on settings that could not be read. */
  readonly warning?: string;
  /**
   * The URL of a Dashboard page; `path` follows `/dashboard/REGION/TENANT/`. Undefined for an
   * emulator.
   */
  dashboardUrl(path: string): string | undefined;
}

/** Permissions that a step or the proof needs and the token does not have. */
export interface MissingPermissions {
  readonly step: StepId | 'proof';
  readonly permissions: readonly string[];
}

export interface SettingsUpdate {
  readonly blueprint: Blueprint;
  readonly clientId?: string;
  readonly sync: 'in-sync' | 'not-yet';
}

export interface ExportSource {
  readonly session: Session;
  readonly blueprint: Blueprint;
  readonly observed: Observed;
  readonly clientId: string;
}

export interface EnvFileResult {
  readonly path: string;
  /** The file that was written, if `path` is a symbolic link. */
  readonly target?: string;
  readonly wrote: 'created' | 'updated' | 'unchanged';
  /** The names of the variables that this tool manages. */
  readonly names: readonly string[];
  /** Sentences, for example that git would commit the file. */
  readonly warnings: readonly string[];
}

export interface ExportFormat {
  readonly id: string;
  readonly label: string;
  readonly about: string;
}

/** The wizard's side effects. Every method throws `Problem`. */
export interface Ports {
  /** Throws `custom_domain` if the user must allow the host first. */
  signIn(request: SignInRequest, onCall: OnCall, signal: AbortSignal): Promise<Session>;
  /** Reads a private key to sign in with; `~` is the home directory. */
  readKeyFile(path: string): Promise<KeyFile>;
  missingPermissions(
    observed: Observed,
    choices: Choices,
    permissions: ReadonlySet<string>,
  ): readonly MissingPermissions[];
  remember(session: Session, update: SettingsUpdate): Promise<void>;
  /** The job's private key, if it was given to this run. */
  jobKey?(): Promise<SigningKey | undefined>;
  writeEnv(source: ExportSource, clientSecret: Secret | undefined): Promise<EnvFileResult>;
  readonly exports: readonly ExportFormat[];
  /** The text never contains a secret. `curl` is one of the ids. */
  exportText(id: string, source: ExportSource): Promise<string>;
  /** Saves an export to a new file and returns its path. */
  saveExport(id: string, text: string): Promise<string>;
  openUrl(url: string): Promise<'opened' | 'not-opened'>;
  copy(text: string): void;
}

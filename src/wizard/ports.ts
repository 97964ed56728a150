import type {OnCall} from '../engine/call.js';
import type {Journal} from '../engine/journal/journal.js';
import type {Alone} from '../engine/lock.js';
import type {Tenant} from '../engine/tenant.js';
import type {TokenEndpoint} from '../engine/token-endpoint.js';
import type {Credentials, SigningKey} from '../model/credentials.js';
import type {Observed} from '../model/observed.js';
import type {Secret} from '../model/secret.js';
import type {Blueprint} from '../scenario/documented.js';
import type {Choices, StepId} from '../steps/step.js';

/** Credentials in the system's keychain, read only when they are used. */
export interface StoredSignIn {
  /** `kept`: a client secret that we stored; `auth0-cli`: the token of Auth0's CLI. */
  readonly kind: 'kept' | 'auth0-cli';
  readonly domain: string;
}

export type SignInMethod = Credentials['kind'] | StoredSignIn['kind'];

/** A private key in a file, or one sentence on what is wrong with it. */
export type KeyFile =
  | {readonly kind: 'ok'; readonly signingKey: SigningKey}
  | {readonly kind: 'invalid'; readonly why: string};

/** What this computer offers to sign in with. */
export interface SignInOptions {
  readonly keychain: 'there' | 'none';
  readonly stored: readonly StoredSignIn[];
}

export interface SignInRequest {
  readonly domain: string;
  /** The Management API's audience, where the domain is a custom one. */
  readonly audience?: string;
  /** What was tidied of credentials that the environment gave. */
  readonly notices?: readonly string[];
  /** The variables that they come from, and those that were set as well. */
  readonly source?: {readonly used: string; readonly unused: readonly string[]};
  readonly credentials: Credentials | StoredSignIn;
  /** Stores the client secret in the system's keychain once sign-in has succeeded. */
  readonly keep?: 'in-keychain';
  /** Whether a host that is neither loopback nor under auth0.com may get the secret. */
  readonly customDomain: 'refuse' | 'allow';
}

/** What an earlier run on this tenant stored in the settings. */
export interface Remembered {
  readonly blueprint?: Blueprint;
  /** Our application for each API, by the API's identifier. */
  readonly clientIds?: ReadonlyMap<string, string>;
  /** ISO 8601. */
  readonly lastInSyncAt?: string;
}

/** A tenant that we are signed in to. */
export interface Session {
  readonly domain: string;
  /** The tenant's own domain, where `domain` is a custom one. */
  readonly ownDomain?: string;
  readonly tenantName: string;
  readonly tenant: Tenant;
  readonly endpoint: TokenEndpoint;
  readonly permissions: ReadonlySet<string>;
  readonly journal: Journal;
  /** Runs an action while no other run of this program may write to the tenant. */
  readonly alone: Alone;
  readonly remembered: Remembered;
  /** A sentence on settings that could not be read. */
  readonly warning?: string;
  /** Address of a Dashboard page, from `/dashboard/REGION/TENANT/` on; none for an emulator. */
  dashboardUrl(path: string): string | undefined;
}

/** Permissions that a step, or the proof, needs and the token lacks. */
export interface Lacking {
  readonly step: StepId | 'proof';
  readonly permissions: readonly string[];
}

export interface Memory {
  readonly blueprint: Blueprint;
  readonly clientId?: string;
  readonly sync: 'in-sync' | 'not-yet';
}

/** What an export is made from. */
export interface ExportSource {
  readonly session: Session;
  readonly blueprint: Blueprint;
  readonly observed: Observed;
  readonly clientId: string;
}

export interface EnvWritten {
  readonly path: string;
  /** The file that was written, where `path` is a symbolic link. */
  readonly target?: string;
  readonly wrote: 'created' | 'updated' | 'unchanged';
  /** The variables in it that are ours. */
  readonly names: readonly string[];
  /** Sentences, for example that git would commit the file. */
  readonly warnings: readonly string[];
}

export interface ExportOffer {
  readonly id: string;
  readonly label: string;
  readonly about: string;
}

/** The wizard's side effects. Every method throws `Problem`. */
export interface Ports {
  /** Throws `custom_domain` where the host has to be allowed first. */
  signIn(request: SignInRequest, onCall: OnCall, signal: AbortSignal): Promise<Session>;
  /** A private key to sign in with; `~` is the home folder. */
  readKeyFile(path: string): Promise<KeyFile>;
  missingPermissions(
    observed: Observed,
    choices: Choices,
    permissions: ReadonlySet<string>,
  ): readonly Lacking[];
  remember(session: Session, memory: Memory): Promise<void>;
  /** The job's private key, if it was given to this run. */
  jobKey?(): Promise<SigningKey | undefined>;
  writeEnv(source: ExportSource, clientSecret: Secret | undefined): Promise<EnvWritten>;
  readonly exports: readonly ExportOffer[];
  /** Never holds a secret. `curl` is one of the ids. */
  exportText(id: string, source: ExportSource): Promise<string>;
  /** Puts an export into a new file, and gives its path. */
  saveExport(id: string, text: string): Promise<string>;
  openUrl(url: string): Promise<'opened' | 'not-opened'>;
  copy(text: string): void;
}

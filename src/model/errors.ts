import {maskSecrets, ownTextMinLength} from './secrets/known-secrets.js';

/**
 * Every expected error is a `Problem`; a bug in this program never is.
 * The kind decides the exit code: failed 1, undone 2, usage 3, access 4, interrupted 130.
 */
export type ProblemKind = 'failed' | 'undone' | 'usage' | 'access' | 'interrupted';

const kinds = {
  // The network between this machine and the tenant.
  dns: 'failed',
  unreachable: 'failed',
  tls: 'failed',
  timeout: 'failed',
  connection_lost: 'failed',
  proxy: 'failed',
  redirected: 'failed',
  not_auth0: 'failed',
  // Error responses from the tenant.
  rate_limited: 'failed',
  tenant_error: 'failed',
  refused: 'failed',
  conflict: 'failed',
  not_found: 'failed',
  no_tenant: 'failed',
  not_in_plan: 'failed',
  entity_limit: 'failed',
  stored_differently: 'failed',
  // Signing in, and the token's permissions.
  not_signed_in: 'access',
  wrong_credentials: 'access',
  invalid_token: 'access',
  expired_token: 'access',
  foreign_token: 'access',
  not_authorized: 'access',
  missing_permissions: 'access',
  // The state of the tenant.
  ambiguous_application: 'usage',
  inexistent_client: 'usage',
  own_application: 'usage',
  third_party_application: 'usage',
  system_api: 'usage',
  protected_object: 'usage',
  api_denies_applications: 'failed',
  similar_api: 'usage',
  no_client_secret: 'usage',
  tenant_changed: 'undone',
  // The proof.
  secret_unreadable: 'access',
  private_key_required: 'access',
  certificate_required: 'failed',
  organization_required: 'failed',
  organization_refused: 'failed',
  dpop_required: 'failed',
  encrypted_token: 'failed',
  action_denied: 'failed',
  mfa_required: 'failed',
  token_quota_exhausted: 'failed',
  proof_failed: 'failed',
  // How the program was called.
  usage: 'usage',
  invalid_domain: 'usage',
  insecure_http: 'usage',
  custom_domain: 'usage',
  custom_domain_audience: 'usage',
  invalid_credentials: 'usage',
  invalid_blueprint: 'usage',
  invalid_plan: 'usage',
  unknown_scenario: 'usage',
  no_terminal: 'usage',
  needs_confirmation: 'usage',
  // The local machine.
  file_unreadable: 'failed',
  file_unwritable: 'failed',
  settings_damaged: 'failed',
  another_run: 'failed',
  keychain_failed: 'failed',
  interrupted: 'interrupted',
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof kinds;

/** When a failed write may be sent again. */
export interface Retry {
  readonly reason: 'rate-limit' | 'retry';
  readonly afterMs: number;
  /** The request's id in the call log. */
  readonly call: number;
  /** How often it has been sent so far. */
  readonly attempt: number;
}

export interface ProblemInit {
  /** One sentence: what happened. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  /**
   * For a write: `unknown` if Auth0 may have applied it although no response arrived. The object is
   * read again before such a write is retried.
   */
  readonly effect?: 'none' | 'unknown';
  /** Permissions that are missing, for `missing_permissions`. */
  readonly permissions?: readonly string[];
  /** Candidates, for `ambiguous_application`. */
  readonly candidates?: readonly {readonly clientId: string; readonly name: string}[];
  /** The HTTP status, if a response arrived. */
  readonly status?: number;
  /** Set if the write may be retried, computed from a fresh reading. */
  readonly retry?: Retry;
  readonly cause?: unknown;
}

/**
 * An expected error, with a code, a message and a hint on what to do. Masks secrets in both texts.
 */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly kind: ProblemKind;
  readonly hint: string;
  readonly effect: 'none' | 'unknown';
  readonly permissions: readonly string[];
  readonly candidates: readonly {readonly clientId: string; readonly name: string}[];
  readonly status: number | undefined;
  readonly retry: Retry | undefined;

  constructor(code: ProblemCode, init: ProblemInit) {
    super(maskSecrets(init.message, {minLength: ownTextMinLength}), {cause: init.cause});
    this.name = 'Problem';
    this.code = code;
    this.kind = kinds[code];
    this.hint = maskSecrets(init.hint, {minLength: ownTextMinLength});
    this.effect = init.effect ?? 'none';
    this.permissions = init.permissions ?? [];
    this.candidates = init.candidates ?? [];
    this.status = init.status;
    this.retry = init.retry;
  }
}

/** A copy for a write that may have been applied. */
export function withUnknownEffect(problem: Problem): Problem {
  return copyProblem(problem, {effect: 'unknown'});
}

/** A copy for a write that may be retried. */
export function withRetry(problem: Problem, retry: Retry): Problem {
  return copyProblem(problem, {retry});
}

function copyProblem(problem: Problem, changes: Partial<ProblemInit>): Problem {
  const {code, message, hint, effect, permissions, candidates, status, retry, cause} = problem;
  return new Problem(code, {
    message,
    hint,
    effect,
    permissions,
    candidates,
    ...(status !== undefined && {status}),
    ...(retry !== undefined && {retry}),
    ...(cause !== undefined && {cause}),
    ...changes,
  });
}

/** The message of whatever was thrown. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/**
 * The same for a sentence that names the file itself: a system error without its call and path,
 * which may be a temporary file's: `ENOENT: no such file or directory`.
 */
export function systemReasonOf(thrown: unknown): string {
  const message = reasonOf(thrown);
  if (!(thrown instanceof Error && 'syscall' in thrown)) return message;
  const end = message.indexOf(`, ${thrown.syscall}`);
  return end === -1 ? message : message.slice(0, end);
}

/** Whether an error has this code, such as the file system's `ENOENT`. */
export function hasCode(thrown: unknown, code: string | number): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}

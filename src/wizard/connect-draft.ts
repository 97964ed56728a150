import type {KeyFile, SignInMethod, SignInRequest} from './ports.js';

/** The answers on the connect screen, kept as long as the wizard runs. */
export interface ConnectDraft {
  readonly domain: string;
  readonly method: SignInMethod | 'undecided';
  readonly clientId: string;
  readonly clientSecret: string;
  readonly token: string;
  /** The path of the private key's file. */
  readonly keyPath: string;
  /** The result of reading `path`, which may differ from the current `keyPath`. */
  readonly keyFile: {readonly path: string; readonly result: KeyFile} | undefined;
  /**
   * The tenant's own domain; asked only after sign-in at a custom domain has failed for lack of it.
   */
  readonly ownDomain:
    | {readonly kind: 'not-needed'}
    | {readonly kind: 'asked'; readonly typed: string};
  /** Whether to store the client secret for later runs. */
  readonly keep: 'in-keychain' | 'nowhere';
}

/** The initial answers. */
export function createDraft(
  signIn: SignInRequest | undefined,
  domain: string | undefined,
): ConnectDraft {
  const credentials = signIn?.credentials;
  return {
    domain: signIn?.domain ?? domain ?? '',
    method: credentials?.kind ?? 'undecided',
    clientId: credentials !== undefined && 'clientId' in credentials ? credentials.clientId : '',
    clientSecret: credentials?.kind === 'client' ? credentials.clientSecret.reveal() : '',
    token: credentials?.kind === 'token' ? credentials.token.reveal() : '',
    keyPath: '',
    keyFile: undefined,
    ownDomain: {kind: 'not-needed'},
    keep: 'nowhere',
  };
}

import type {KeyFile, SignInMethod, SignInRequest} from './ports.js';

/** What is typed on the connect screen, kept while the wizard runs. */
export interface ConnectDraft {
  readonly domain: string;
  readonly method: SignInMethod | 'undecided';
  readonly clientId: string;
  readonly clientSecret: string;
  readonly token: string;
  /** Of the file with the private key to sign in with. */
  readonly keyPath: string;
  /** What is in a file that was typed: of `path` alone, which may have changed since. */
  readonly keyFile: {readonly path: string; readonly read: KeyFile} | undefined;
  /** The tenant's own domain, where the one that was typed is a custom one: asked once it's needed. */
  readonly ownDomain:
    | {readonly kind: 'not-needed'}
    | {readonly kind: 'asked'; readonly typed: string};
  /** Where the client secret stays after this run. */
  readonly keep: 'in-keychain' | 'nowhere';
}

/** What is known before anything is typed. */
export function draftOf(
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

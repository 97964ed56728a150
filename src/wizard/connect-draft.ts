import type {SignInMethod, SignInRequest} from './ports.js';

/** What is typed on the connect screen, kept while the wizard runs. */
export interface ConnectDraft {
  readonly domain: string;
  readonly method: SignInMethod | 'undecided';
  readonly clientId: string;
  readonly clientSecret: string;
  readonly token: string;
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
    clientId: credentials?.kind === 'client' ? credentials.clientId : '',
    clientSecret: credentials?.kind === 'client' ? credentials.clientSecret.reveal() : '',
    token: credentials?.kind === 'token' ? credentials.token.reveal() : '',
    keep: 'nowhere',
  };
}

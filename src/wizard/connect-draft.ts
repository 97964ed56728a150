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

function methodOf(credentials: SignInRequest['credentials'] | undefined): ConnectDraft['method'] {
  const kind = credentials?.kind ?? 'undecided';
  return kind === 'private-key' ? 'undecided' : kind;
}

/** What is known before anything is typed. */
export function draftOf(
  signIn: SignInRequest | undefined,
  domain: string | undefined,
): ConnectDraft {
  const credentials = signIn?.credentials;
  return {
    domain: signIn?.domain ?? domain ?? '',
    method: methodOf(credentials),
    clientId: credentials?.kind === 'client' ? credentials.clientId : '',
    clientSecret: credentials?.kind === 'client' ? credentials.clientSecret.reveal() : '',
    token: credentials?.kind === 'token' ? credentials.token.reveal() : '',
    keep: 'nowhere',
  };
}

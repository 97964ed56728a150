import type {Secret} from './secrets/secret.js';

/** The algorithms that Auth0 accepts for client assertions. */
export const assertionAlgs = ['RS256', 'RS384', 'PS256'] as const;
export type AssertionAlg = (typeof assertionAlgs)[number];

/** The private key of an application that signs in with private key JWT. */
export interface SigningKey {
  /** One PEM block (PKCS#8 or PKCS#1), with a line break after each line. */
  readonly pem: Secret;
  readonly alg: AssertionAlg;
}

/** What an application authenticates with at the token endpoint. */
export type SecretOrKey = {readonly clientSecret: Secret} | {readonly signingKey: SigningKey};

/** What this tool signs in to the Management API with. */
export type Credentials =
  | {readonly kind: 'client'; readonly clientId: string; readonly clientSecret: Secret}
  | {readonly kind: 'private-key'; readonly clientId: string; readonly signingKey: SigningKey}
  | {readonly kind: 'token'; readonly token: Secret};

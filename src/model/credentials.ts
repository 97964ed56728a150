import type {Secret} from './secret.js';

/** Algorithms that Auth0 takes client assertions in. */
export const assertionAlgs = ['RS256', 'RS384', 'PS256'] as const;
export type AssertionAlg = (typeof assertionAlgs)[number];

/** The private key of an application that signs in without a secret (private key JWT). */
export interface SigningKey {
  /** One block of PEM, PKCS#8 or PKCS#1, with a line break after each line. */
  readonly pem: Secret;
  readonly alg: AssertionAlg;
}

/** What an application proves its identity with at the token endpoint. */
export type ClientProof = {readonly clientSecret: Secret} | {readonly signingKey: SigningKey};

/** What somebody signs in to the Management API with. */
export type Credentials =
  | {readonly kind: 'client'; readonly clientId: string; readonly clientSecret: Secret}
  | {readonly kind: 'private-key'; readonly clientId: string; readonly signingKey: SigningKey}
  | {readonly kind: 'token'; readonly token: Secret};

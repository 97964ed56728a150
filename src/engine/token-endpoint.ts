import type {ClientProof} from '../model/credentials.js';
import type {Secret} from '../model/secret.js';

/** A token as an application gets it. https://www.rfc-editor.org/rfc/rfc6749#section-4.4.3 */
export interface IssuedToken {
  readonly accessToken: Secret;
  /** Seconds. */
  readonly expiresIn?: number;
  /** Space-separated; absent where nothing was granted. */
  readonly scope?: string;
  /** As the endpoint wrote it; `''` where its answer had none, which RFC 6749 (5.1) requires. */
  readonly tokenType?: string;
  /** Milliseconds by which the server's clock is ahead of ours: its `Date` header, to the second. */
  readonly serverAheadMs?: number;
}

/** A public key as JWKS publishes it. https://www.rfc-editor.org/rfc/rfc7517 */
export interface PublicKey {
  readonly kid?: string;
  readonly kty?: string;
  readonly [member: string]: unknown;
}

/** A request for a token of the application's own; `authMethod` is its `token_endpoint_auth_method`. */
export type TokenRequest = ClientProof & {
  readonly clientId: string;
  readonly audience: string;
  readonly scope?: string;
  readonly authMethod?: string;
  /** Id or name of the organization that the token is for. */
  readonly organization?: string;
};

/** The part of a tenant that anyone may call: tokens for who holds a secret or key, and public keys. */
export interface TokenEndpoint {
  /** Ends in a slash, as the `iss` claim does. */
  readonly issuer: string;
  /** Throws `Problem`. */
  clientCredentials(request: TokenRequest, signal?: AbortSignal): Promise<IssuedToken>;
  keys(signal?: AbortSignal): Promise<readonly PublicKey[]>;
}

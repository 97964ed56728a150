import type {SecretOrKey} from '../model/credentials.js';
import type {Secret} from '../model/secrets/secret.js';

/** The token response. https://www.rfc-editor.org/rfc/rfc6749#section-4.4.3 */
export interface IssuedToken {
  readonly accessToken: Secret;
  /** Seconds. */
  readonly expiresIn?: number;
  /** Space-separated; absent if nothing was granted. */
  readonly scope?: string;
  /** As sent; `''` if the response had none, although RFC 6749 (5.1) requires it. */
  readonly tokenType?: string;
  /** How far the server's clock is ahead of ours (ms), from `Date`, which has whole seconds. */
  readonly serverAheadMs?: number;
}

/** A public key from a JWKS. https://www.rfc-editor.org/rfc/rfc7517 */
export interface PublicKey {
  readonly kid?: string;
  readonly kty?: string;
  readonly [member: string]: unknown;
}

/** A client credentials request. `authMethod` is the client's `token_endpoint_auth_method`. */
export type TokenRequest = SecretOrKey & {
  readonly clientId: string;
  readonly audience: string;
  readonly scope?: string;
  readonly authMethod?: string;
  /** Id or name of the organization that the token is for. */
  readonly organization?: string;
};

/** The part of a tenant that needs no Management API token. */
export interface TokenEndpoint {
  /** Ends in a slash, as the `iss` claim does. */
  readonly issuer: string;
  /** Throws `Problem`. */
  clientCredentials(request: TokenRequest, signal?: AbortSignal): Promise<IssuedToken>;
  keys(signal?: AbortSignal): Promise<readonly PublicKey[]>;
}

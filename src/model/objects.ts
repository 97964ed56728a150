import type {Secret} from './secret.js';

export interface Scope {
  readonly value: string;
  readonly description?: string;
}

/** An API. A field that Auth0 never got stays absent, as in its answers. */
export interface ResourceServer {
  readonly id: string;
  readonly identifier: string;
  readonly name?: string;
  readonly isSystem: boolean;
  readonly signingAlg?: string;
  /** Only under HS256, and only where the token may read it. */
  readonly signingSecret?: Secret;
  readonly tokenDialect?: string;
  /** Seconds. */
  readonly tokenLifetime?: number;
  readonly scopes?: readonly Scope[];
  /** `subject_type_authorization.client.policy`. */
  readonly clientPolicy?: string;
  /** A digest of the settings that this tool doesn't manage; absent in lists. */
  readonly otherSettings?: string;
}

/** An application. */
export interface Client {
  readonly clientId: string;
  readonly name: string;
  readonly appType?: string;
  readonly grantTypes?: readonly string[];
  readonly tokenEndpointAuthMethod?: string;
  /** False where a third party registered it; fixed once it exists. */
  readonly isFirstParty?: boolean;
  /** The API that it is linked to: that API signs in as this application. */
  readonly resourceServerIdentifier?: string;
  /** A digest of the settings that this tool doesn't manage; absent in lists. */
  readonly otherSettings?: string;
  /** Absent where the token may not read it, and in lists. */
  readonly clientSecret?: Secret;
}

/** What an application may call: identified by client, audience and subject type, never by id. */
export interface ClientGrant {
  readonly id: string;
  readonly clientId: string;
  readonly audience: string;
  readonly subjectType: string;
  /** Absent under `allowAllScopes`. */
  readonly scope?: readonly string[];
  readonly allowAllScopes: boolean;
  /** One of Auth0's own; absent where it isn't. */
  readonly isSystem?: boolean;
}

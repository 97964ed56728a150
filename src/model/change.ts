import type {Client, ClientGrant, ResourceServer, Scope} from './objects.js';

export interface ResourceServerFields {
  readonly name?: string;
  readonly identifier?: string;
  readonly signingAlg?: string;
  readonly tokenDialect?: string;
  readonly scopes?: readonly Scope[];
}

export interface ClientFields {
  readonly name?: string;
  readonly appType?: string;
  readonly grantTypes?: readonly string[];
  readonly tokenEndpointAuthMethod?: string;
}

export interface ClientGrantFields {
  readonly scope?: readonly string[];
  readonly allowAllScopes?: boolean;
}

/**
 * One write, as data: shown, compared, journaled, printed as JSON and sent, always the same.
 * `set` holds only the fields that change.
 */
export type Change =
  | {readonly kind: 'create-resource-server'; readonly set: ResourceServerFields}
  | {
      readonly kind: 'update-resource-server';
      readonly id: string;
      readonly set: ResourceServerFields;
    }
  | {readonly kind: 'delete-resource-server'; readonly id: string}
  | {readonly kind: 'create-client'; readonly set: ClientFields}
  | {readonly kind: 'update-client'; readonly id: string; readonly set: ClientFields}
  | {readonly kind: 'delete-client'; readonly id: string}
  | {
      readonly kind: 'create-client-grant';
      readonly clientId: string;
      readonly audience: string;
      readonly set: ClientGrantFields;
    }
  | {readonly kind: 'update-client-grant'; readonly id: string; readonly set: ClientGrantFields}
  | {readonly kind: 'delete-client-grant'; readonly id: string};

export type ChangeKind = Change['kind'];

/** The object that a write left behind, as the tenant answered it. */
export type Snapshot =
  | {readonly kind: 'resource-server'; readonly value: ResourceServer}
  | {readonly kind: 'client'; readonly value: Client}
  | {readonly kind: 'client-grant'; readonly value: ClientGrant}
  | {readonly kind: 'nothing'};

export interface RequestPreview {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  /** From the root of the host: `/api/v2/clients/…`. */
  readonly path: string;
  /** As it goes over the wire; absent for DELETE. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** What came back for a change. */
export interface Receipt {
  readonly method: RequestPreview['method'];
  readonly path: string;
  readonly status: number;
  readonly snapshot: Snapshot;
  /** A write that had to go before this one. */
  readonly earlier?: Pick<Receipt, 'method' | 'path' | 'status'>;
}

/** The first of the objects that is there, as the subject of a sentence. */
export function describeObject(...objects: readonly Snapshot[]): string {
  for (const object of objects) {
    switch (object.kind) {
      case 'resource-server':
        return `the API ${object.value.name ?? object.value.identifier}`;
      case 'client':
        return `the application ${object.value.name}`;
      case 'client-grant':
        return `the authorization of ${object.value.clientId} for ${object.value.audience}`;
      case 'nothing':
    }
  }
  return 'an object that is gone';
}

import type {Models, Resource, Settable} from './resource.js';

/**
 * One write, as data. The same value is shown, compared, journaled, printed as JSON and sent. `set`
 * contains only the fields that change.
 */
export type Change = {[Kind in Resource]: ChangeOf<Kind>}[Resource] | SecretRotation;

/** Auth0 generates a new client secret and discards the old one. */
export interface SecretRotation {
  readonly action: 'rotate-secret';
  readonly resource: 'client';
  readonly id: string;
}

export type ChangeOf<Kind extends Resource> =
  | {readonly action: 'create'; readonly resource: Kind; readonly set: Settable[Kind]}
  | {
      readonly action: 'update';
      readonly resource: Kind;
      readonly id: string;
      readonly set: Settable[Kind];
    }
  | {readonly action: 'delete'; readonly resource: Kind; readonly id: string};

export type Action = Change['action'];

export type ChangeKind = Pick<Change, 'action' | 'resource'>;

/** A key for the kind of a change: `update-client`. */
export function kindOf({action, resource}: ChangeKind): `${Action}-${Resource}` {
  return `${action}-${resource}`;
}

/** Narrows a change's type: `isKind(change, 'update', 'client-grant')`. */
export function isKind<Do extends Action, Kind extends Resource>(
  change: Change,
  action: Do,
  resource: Kind,
): change is Extract<Change, {readonly action: Do; readonly resource: Kind}> {
  return change.action === action && change.resource === resource;
}

/** An object as read at a moment; `nothing` if it did not exist. */
export type Snapshot =
  | {[Kind in Resource]: {readonly kind: Kind; readonly value: Models[Kind]}}[Resource]
  | {readonly kind: 'nothing'};

export type Present = Exclude<Snapshot, {readonly kind: 'nothing'}>;

export function snapshotOf<Kind extends Resource>(
  kind: Kind,
  value: Models[Kind] | undefined,
): Snapshot;
export function snapshotOf(kind: Resource, value: unknown): unknown {
  return value === undefined ? {kind: 'nothing'} : {kind, value};
}

/** Journals must not contain secrets, and two readings of an object are compared without them. */
export function withoutSecretFields(object: Snapshot): Snapshot {
  switch (object.kind) {
    case 'resource-server': {
      const {signingSecret: _, ...value} = object.value;
      return {kind: 'resource-server', value};
    }
    case 'client': {
      const {clientSecret: _, ...value} = object.value;
      return {kind: 'client', value};
    }
    case 'client-grant':
    case 'nothing':
      return object;
  }
}

/** The id in the object's URL. */
export function idOf(object: Present): string {
  return object.kind === 'client' ? object.value.clientId : object.value.id;
}

export interface RequestPreview {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  /** From the root of the host: `/api/v2/clients/…`. */
  readonly path: string;
  /** The body as sent; absent for DELETE. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** The response to a change. */
export interface Receipt {
  readonly method: RequestPreview['method'];
  readonly path: string;
  readonly status: number;
  readonly snapshot: Snapshot;
  /** Set if the change took two requests: the first of them. */
  readonly earlier?: Pick<Receipt, 'method' | 'path' | 'status'>;
}

/** Describes the first of the objects that exists, as the subject of a sentence. */
export function describeObject(...objects: readonly Snapshot[]): string {
  for (const object of objects) {
    switch (object.kind) {
      case 'resource-server':
        return `the API “${object.value.name ?? object.value.identifier}”`;
      case 'client':
        return `the application “${object.value.name}”`;
      case 'client-grant':
        return `the authorization of ${object.value.clientId} for ${object.value.audience}`;
      case 'nothing':
    }
  }
  return 'an object that no longer exists';
}

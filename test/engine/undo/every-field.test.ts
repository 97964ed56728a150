import * as v from 'valibot';
import {describe, expect, test} from 'vitest';
import {parseResource} from '../../../src/auth0/mapping.js';
import {withOtherSettings} from '../../../src/auth0/other-settings.js';
import {
  clientGrantKeyOrder,
  clientKeyOrder,
  resourceServerKeyOrder,
} from '../../../src/emulator/records.js';
import type {RunRecord} from '../../../src/engine/journal/journal.js';
import {objectHistories} from '../../../src/engine/undo/object-history.js';
import {planUndo, type UndoPlan} from '../../../src/engine/undo/plan-undo.js';
import {type Change, type Snapshot, snapshotOf} from '../../../src/model/change.js';
import {type Resource, resourceKinds, rowsOf} from '../../../src/model/resource.js';

/*
 * A field of Auth0 is either compared as a field or in the digest. These walk all that Auth0
 * returns, so that a row or a setting that is added is held to it without being told.
 */

interface Created {
  readonly create: Change;
  /** As Auth0 returns it. */
  readonly answer: Readonly<Record<string, unknown>>;
  readonly returned: readonly string[];
  /** Besides secrets, what may differ silently, because only Auth0 sets it. */
  readonly mayDiffer: readonly string[];
}

const audience = 'https://api.exampleco.com/timesheets';
const created: Readonly<Record<Resource, Created>> = {
  'resource-server': {
    create: {action: 'create', resource: 'resource-server', set: {identifier: audience}},
    answer: {id: 'rs_1', identifier: audience},
    returned: resourceServerKeyOrder,
    mayDiffer: [],
  },
  client: {
    create: {action: 'create', resource: 'client', set: {name: 'Job'}},
    answer: {client_id: 'abc', name: 'Job', grant_types: ['client_credentials']},
    returned: clientKeyOrder,
    mayDiffer: [
      ...['tenant', 'global', 'owners', 'signing_keys', 'encrypted'],
      ...['callback_url_template', 'cross_origin_auth'],
    ],
  },
  'client-grant': {
    create: {action: 'create', resource: 'client-grant', set: {clientId: 'abc', audience}},
    answer: {id: 'cgr_1', client_id: 'abc', audience, subject_type: 'client', scope: []},
    returned: clientGrantKeyOrder,
    // A grant that was deleted and created again counts as the same one.
    mayDiffer: ['id'],
  },
};

function snapshotIn(kind: Resource, answer: object): Snapshot {
  const asked = {method: 'GET', url: new URL('https://acme.auth0.com'), repeat: 'safe'} as const;
  return snapshotOf(kind, withOtherSettings(kind, parseResource(kind, answer, asked), answer));
}

function undoOf(kind: Resource, now: object): UndoPlan {
  const {create, answer} = created[kind];
  const after = snapshotIn(kind, answer);
  const record: RunRecord = {
    run: 'a run',
    version: 2,
    domain: 'acme.auth0.com',
    startedAt: '2026-11-26T10:00:00.000Z',
    ended: 'ended',
    writes: [{change: create, before: {kind: 'nothing'}, after, status: 201}],
  };
  return planUndo(objectHistories(record), [
    {object: snapshotIn(kind, now), grants: [], missing: []},
  ]);
}

/** The response with another value for `wire`, of a type that its row accepts. */
function withChangedField(kind: Resource, wire: string): object {
  const row = rowsOf(kind).find(([, each]) => each.wire === wire)?.[1];
  const samples = ['another', true, 5, ['another'], [{value: 'another'}], {another: {id: 'x'}}];
  const value = samples.find(sample => row === undefined || v.is(row.schema, sample));
  return {...created[kind].answer, ...nest(wire, value)};
}

function nest(wire: string, value: unknown): object {
  const [first = '', ...rest] = wire.split('.');
  return {[first]: rest.length === 0 ? value : nest(rest.join('.'), value)};
}

/** Never in a digest, which is journaled. */
const secrets = ['client_secret', 'signing_secret'];

/** Includes the rows of other kinds: a field of one may be an unmanaged setting of another. */
const wires = resourceKinds.flatMap(kind => rowsOf(kind).map(([, {wire}]) => wire));

describe.each(resourceKinds)('a %s that a run created', kind => {
  const {answer, returned, mayDiffer} = created[kind];

  test('is deleted if unchanged since the run', () => {
    expect(undoOf(kind, answer).steps).toMatchObject([{change: {action: 'delete'}}]);
  });

  const names = new Set([...returned, ...wires, 'a_setting_to_come']);
  test.each([...names].filter(name => name !== '' && ![...mayDiffer, ...secrets].includes(name)))(
    'stays if its %s has changed since',
    name => {
      const {steps, conflicts, losses} = undoOf(kind, withChangedField(kind, name));
      expect(steps).toEqual([]);
      expect([...conflicts, ...losses]).not.toEqual([]);
    },
  );
});

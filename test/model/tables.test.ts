import * as v from 'valibot';
import {describe, expect, it} from 'vitest';
import {exportDeployCli} from '../../src/commands/exporters/deploy-cli.js';
import {exportTerraform} from '../../src/commands/exporters/terraform.js';
import {revertObject} from '../../src/engine/undo/revert-object.js';
import type {Client} from '../../src/model/client.js';
import type {ClientGrant} from '../../src/model/client-grant.js';
import type {Field} from '../../src/model/field.js';
import {fieldLabel, wireName} from '../../src/model/labels.js';
import {
  journaledSchema,
  payloadOf,
  type Resource,
  readObject,
  resourceKinds,
  rowsOf,
  settableSchema,
} from '../../src/model/resource.js';
import type {ResourceServer} from '../../src/model/resource-server.js';

/*
 * A field of Auth0 is one row. These walk the tables, so that a row that is added is held to all of
 * it without being told: read, sent, journaled, reverted, exported.
 */

const required = {
  'resource-server': {id: 'rs_1', identifier: 'https://api.exampleco.com/timesheets'},
  client: {client_id: 'abc', name: 'Timesheets Import Job'},
  'client-grant': {id: 'cgr_1', client_id: 'abc', audience: 'https://api.exampleco.com/timesheets'},
} as const;

const isManaged = ([, {role}]: readonly [string, Field]) => role === 'managed';
const managed = resourceKinds.flatMap(kind =>
  rowsOf(kind)
    .filter(isManaged)
    .map(([name, row]) => ({kind, name, row})),
);

/** Two values of the field's own type, as Auth0 sends them. */
function samples({schema}: Field): readonly [unknown, unknown] {
  const candidates: readonly (readonly [unknown, unknown])[] = [
    ['one', 'two'],
    [true, false],
    [1, 2],
    [['one'], ['two']],
    [[{value: 'one', description: 'One'}], [{value: 'two'}]],
    [{one: 1}, {two: 2}],
  ];
  const fitting = candidates.find(pair => pair.every(value => v.is(schema, value)));
  if (fitting === undefined) throw new Error('add a sample of this type');
  return fitting;
}

function read<Kind extends Resource>(kind: Kind, answer: object) {
  const result = readObject(kind, {...required[kind], ...answer});
  if (result.kind === 'unreadable') throw new Error(result.member);
  return result.value;
}

function nest(wire: string, value: unknown): object {
  const [first = '', ...rest] = wire.split('.');
  return {[first]: rest.length === 0 ? value : nest(rest.join('.'), value)};
}

describe.each(managed)('$kind: $name', ({kind, name, row}) => {
  const [one, two] = samples(row);
  const before = {kind, value: read(kind, nest(row.wire, one))} as never;
  const now = {kind, value: read(kind, nest(row.wire, two))} as never;

  it('is parsed from a response', () => {
    expect(Object.entries(read(kind, nest(row.wire, one)))).toContainEqual([name, one]);
  });

  it.each(['create', 'update'] as const)('is sent with a %s', action => {
    const body = payloadOf(kind, action, {[name]: one} as never);
    // A new grant doesn't send `allow_all_scopes: false`.
    const isImplied = name === 'allowAllScopes' && action === 'create' && one === false;
    if (!isImplied) expect(body).toMatchObject({[row.wire]: one});
  });

  it('is journaled before and after a write', () => {
    const {value} = before as {readonly value: object};
    expect(v.parse(journaledSchema(kind), value)).toMatchObject({[name]: one});
    expect(v.parse(settableSchema(kind), {[name]: two})).toEqual({[name]: two});
  });

  it('is reverted', () => {
    const {change, text} = revertObject(before, now, [name]);
    expect(change).toMatchObject({action: 'update', resource: kind});
    expect(change && 'set' in change ? change.set : {}).toMatchObject({[name]: one});
    expect(text).not.toBe('');
  });

  it('is reverted, or reported as lost, if it was absent', () => {
    if (row.presence === 'required') return;
    const absent = {kind, value: read(kind, {})} as never;
    // A value that means the same as absent needs no write.
    const {change, losses} = revertObject(absent, two === row.absentMeans ? before : now, [name]);
    expect(change !== undefined || losses.length > 0).toBe(true);
  });

  it('has one display name across tables, and one in JSON', () => {
    expect(row.label).toMatch(/^[A-Z]/);
    expect(fieldLabel(name)).toBe(row.label);
    expect(wireName(name)).toBe(row.wire);
  });

  it('is exported', () => {
    const subject = subjectWith(kind, name, one);
    expect(exportDeployCli(subject)).toContain(`${row.wire}:`);
    const attribute = row.terraform === undefined ? row.wire : row.terraform;
    if (attribute !== null)
      expect(exportTerraform(subject)).toMatch(new RegExp(`\\b${attribute}\\b`));
  });
});

function subjectWith(
  kind: Resource,
  name: string,
  value: unknown,
): Parameters<typeof exportTerraform>[0] {
  const resourceServer: ResourceServer = read('resource-server', {});
  const client: Client = read('client', {});
  const grant: ClientGrant = read('client-grant', {scope: ['one']});
  const subject = {domain: 'acme.eu.auth0.com', resourceServer, client, grant};
  const part = (
    {'resource-server': 'resourceServer', client: 'client', 'client-grant': 'grant'} as const
  )[kind];
  return {...subject, clientName: 'unique', [part]: {...subject[part], [name]: value}} as never;
}

it('no two rows of a table have the same wire name', () => {
  for (const kind of resourceKinds) {
    const wires = rowsOf(kind).flatMap(([, {wire}]) => (wire === '' ? [] : [wire]));
    expect(new Set(wires).size).toBe(wires.length);
  }
});

it('a row that is added names the version of the journal that is the first to record it', () => {
  const rows = resourceKinds.flatMap(kind => rowsOf(kind).map(([, row]) => row));
  const countOf = (version: number) =>
    rows.filter(({journaledSince = 1}) => journaledSince === version).length;
  // Complete: journals of these versions were written, and a row that joins them breaks their undo.
  expect([countOf(1), countOf(2)]).toEqual([23, 19]);
});

import {isDeepStrictEqual} from 'node:util';
import type {Content} from './content.js';

export interface Unlike {
  readonly field: string;
  readonly text: string;
}

/** Every changed value; an added object counts as one. */
export function differences(before: Content, after: Content): readonly Unlike[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const names = new Set([...was.keys(), ...is.keys()]);
  return [...names].flatMap(name => {
    const [old, now] = [was.get(name), is.get(name)];
    if (old === undefined || now === undefined) return [{field: 'object', text: name}];
    return [...new Set([...Object.keys(old), ...Object.keys(now)])]
      .filter(field => !isDeepStrictEqual(old[field], now[field]))
      .map(field => ({field, text: `${name}: ${field}`}));
  });
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf({apis, clients, grants}: Content): ReadonlyMap<string, Fields> {
  return new Map<string, Fields>([
    ...apis.map((api): [string, Fields] => [`API ${api.id}`, api]),
    ...clients.map((client): [string, Fields] => [`application ${client.client_id}`, client]),
    // A grant is identified by its client and audience.
    ...grants.map(({allow_all_scopes = false, ...rest}): [string, Fields] => [
      `grant ${rest.client_id} ${rest.audience} ${rest.subject_type}`,
      {allow_all_scopes, ...rest},
    ]),
  ]);
}

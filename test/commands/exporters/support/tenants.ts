import {exportBlueprintDocument} from '../../../../src/commands/exporters/blueprint-document.js';
import {blueprintJsonSchema} from '../../../../src/commands/exporters/blueprint-schema.js';
import type {ExportKind} from '../../../../src/commands/exporters/export-table.js';
import {exporters} from '../../../../src/commands/exporters/exporters.js';
import {exportReport} from '../../../../src/commands/exporters/report.js';
import {createSubject, type ExportSubject} from '../../../../src/commands/exporters/subject.js';
import {mergeEnv, publicEnvValues} from '../../../../src/commands/files/env-file.js';
import {evaluateAll} from '../../../../src/engine/plan.js';
import type {Client, ClientGrant, ResourceServer} from '../../../../src/engine/tenant.js';
import type {Observed} from '../../../../src/model/observed.js';
import {type Blueprint, documented} from '../../../../src/scenario/documented.js';
import {steps} from '../../../../src/steps/index.js';
import {api, grant, job, observed} from '../../../engine/observed.js';

/** The input of exports. */
export interface Found {
  readonly blueprint: Blueprint;
  readonly observed: Observed;
  readonly subject: ExportSubject;
}

interface Objects {
  readonly api?: Partial<ResourceServer>;
  readonly client?: Partial<Client>;
  readonly grant?: Partial<ClientGrant>;
  readonly blueprint?: Blueprint;
}

/** An existing tenant whose API, job and grant differ from the documented setup. */
export function tenantWith(changes: Objects): Found {
  const {blueprint = documented} = changes;
  const resourceServer = {...api, tokenLifetime: 86_400, ...changes.api};
  const client = {...job, ...changes.client};
  const clientGrant = {
    ...grant,
    clientId: client.clientId,
    audience: resourceServer.identifier,
    ...changes.grant,
  };
  const found = observed({
    audience: resourceServer.identifier,
    resourceServer,
    clients: [client],
    clientGrants: [clientGrant],
    hints: {clientId: client.clientId},
  });
  const at = {domain: 'acme.eu.auth0.com', issuer: 'https://acme.eu.auth0.com/'};
  return {blueprint, observed: found, subject: createSubject({...at, blueprint, observed: found})};
}

const now = new Date('2026-01-31T08:30:00Z');

/** A run that changed the API and created the application. */
function runOf({subject: {domain, resourceServer, client}}: Found) {
  const before = {...resourceServer, signingAlg: 'HS256'};
  return {
    run: 'run-1',
    version: 2,
    domain,
    startedAt: '2026-01-31T08:00:00.000Z',
    ended: 'ended',
    writes: [
      {
        change: {
          action: 'update',
          resource: 'resource-server',
          id: resourceServer.id,
          set: {signingAlg: 'RS256'},
        },
        before: {kind: 'resource-server', value: before},
        after: {kind: 'resource-server', value: resourceServer},
      },
      {
        change: {action: 'create', resource: 'client', set: {name: client.name}},
        before: {kind: 'nothing'},
        after: {kind: 'client', value: client},
      },
    ],
  } as const;
}

/** An export as the command gives it, the secret of `.env` included. */
export function renderAnyExport(kind: ExportKind, found: Found, secret: string): string {
  const {blueprint, observed: read, subject} = found;
  switch (kind) {
    case 'env': {
      const {domain, issuer, client} = subject;
      const settings = {domain, issuer, blueprint, clientId: client.clientId};
      return mergeEnv('', {...publicEnvValues(settings), TIMESHEETS_CLIENT_SECRET: secret});
    }
    case 'blueprint':
      return exportBlueprintDocument(blueprint);
    case 'schema':
      return blueprintJsonSchema();
    case 'report':
      return exportReport({
        subject,
        statuses: evaluateAll(steps, blueprint, read),
        now,
        run: runOf(found),
      });
    default:
      return exporters[kind](subject);
  }
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: that they are no placeholders here is the point.
/** Text with every format's syntax: quotes, variables, placeholders, commands. */
export const hostile =
  '[a](https://evil.example.com) ![i](x) <img src=x onerror=y> @octocat #1 `b` | c \\| d ' +
  '$(id) ${x} %{y} ##AUTH0_CLIENT_SECRET## @@HOME@@ ::add-mask:: ##[set-output name=a] "e" \'f\' --g\r\n' +
  '::error::\u001b[31m\u202e\u2028\t*_勤務🕐';

/** The part of it that a blueprint and an `.env` can hold. */
const hostileIdentifier =
  'urn:$(id)|${x}%{y}##AUTH0_CLIENT_SECRET##@@HOME@@##[set-output]::add-mask::"<b>`\\|--@octocat';

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.

export const tenants = {
  plain: tenantWith({}),
  hostile: tenantWith({
    api: {
      id: '-id',
      name: hostile,
      identifier: hostileIdentifier,
      scopes: [
        {value: 'batch:upload', description: hostile},
        {value: '-a,"b"##X##', description: '##AUTH0_CLIENT_SECRET##'},
      ],
    },
    client: {
      clientId: '-HW2hCxrqP6OD4cUBkiDtB3TI95L9ckf',
      name: hostile,
      tokenEndpointAuthMethod: 'client_secret_basic',
    },
    grant: {scope: ['batch:upload', '-a,"b"##X##']},
    blueprint: {
      ...documented,
      resourceServer: {...documented.resourceServer, identifier: hostileIdentifier},
    },
  }),
  rfc9068: tenantWith({
    api: {signingAlg: 'PS256', tokenDialect: 'rfc9068_profile'},
    blueprint: {
      ...documented,
      resourceServer: {
        ...documented.resourceServer,
        signingAlg: 'PS256',
        tokenProfile: 'rfc9068',
      },
    },
  }),
} as const;

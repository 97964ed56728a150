import {exportJWK, generateKeyPair, SignJWT} from 'jose';
import type {OnCall} from '../../src/engine/call.js';
import type {TokenEndpoint} from '../../src/engine/token-endpoint.js';
import {Problem} from '../../src/model/errors.js';
import {Secret} from '../../src/model/secrets/secret.js';
import type {
  KeyFile,
  MissingPermissions,
  Ports,
  Remembered,
  SettingsUpdate,
  SignInRequest,
} from '../../src/wizard/ports.js';
import {type FakeOptions, type FakeStore, fakeTenant} from './fake-tenant.js';
import {noJournal} from './no-journal.js';

export interface FakePortsOptions extends Omit<FakeOptions, 'onCall'> {
  readonly remembered?: Remembered;
  readonly missingPermissions?: readonly MissingPermissions[];
  readonly signIn?: (request: SignInRequest) => void;
  readonly tenantName?: string;
  /** Key files by their paths. */
  readonly keyFiles?: Readonly<Record<string, KeyFile>>;
}

const issuer = 'https://acme.eu.auth0.com/';

/** Ports in memory that record what the wizard does. */
export function fakePorts(store: FakeStore, options: FakePortsOptions = {}) {
  let onCall: OnCall | undefined;
  const tenant = fakeTenant(store, {...options, onCall: () => onCall});
  const copied: string[] = [];
  const settingsUpdates: SettingsUpdate[] = [];
  const requests: SignInRequest[] = [];
  const ports: Ports = {
    signIn: async (request, given) => {
      requests.push(request);
      onCall = given;
      options.signIn?.(request);
      return {
        domain: 'acme.eu.auth0.com',
        tenantName: options.tenantName ?? 'acme',
        region: 'eu',
        tenant,
        endpoint: endpointOf(store),
        permissions: new Set(),
        journal: noJournal,
        withLock: act => act(),
        remembered: options.remembered ?? {},
        dashboardUrl: path => `https://manage.auth0.com/dashboard/eu/acme/${path}`,
      };
    },
    readKeyFile: async path =>
      options.keyFiles?.[path] ?? {kind: 'invalid', why: `There is no file ${path}.`},
    missingPermissions: () => options.missingPermissions ?? [],
    remember: async (_, update) => {
      settingsUpdates.push(update);
    },
    writeEnv: async () => ({
      path: '.env',
      wrote: 'created',
      names: ['TIMESHEETS_CLIENT_ID', 'TIMESHEETS_CLIENT_SECRET'],
      warnings: [],
    }),
    exports: [
      {id: 'curl', label: 'curl', about: 'a token, from the shell'},
      {id: 'terraform', label: 'Terraform', about: 'HCL with import blocks'},
    ],
    exportText: async id => `${id} of the hand-over\n`,
    saveExport: async id => `/tmp/${id}`,
    openUrl: async () => 'opened',
    copy: text => {
      copied.push(text);
    },
  };
  return {ports, tenant, copied, settingsUpdates, requests, store};
}

const keyPair = generateKeyPair('RS256');

function endpointOf(store: FakeStore): TokenEndpoint {
  return {
    issuer,
    clientCredentials: async ({clientId, audience}) => {
      const grant = store.grants.find(
        each => each.clientId === clientId && each.audience === audience,
      );
      if (grant === undefined) {
        throw new Problem('not_authorized', {
          message: 'The application has no grant.',
          hint: 'Authorize it.',
        });
      }
      const {privateKey} = await keyPair;
      const scope = grant.scope?.join(' ') ?? '';
      const token = await new SignJWT({scope, gty: 'client-credentials', azp: clientId})
        .setProtectedHeader({alg: 'RS256', typ: 'JWT', kid: 'k3v'})
        .setIssuer(issuer)
        .setSubject(`${clientId}@clients`)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime('24h')
        .sign(privateKey);
      return {accessToken: new Secret(token), expiresIn: 86_400, scope};
    },
    keys: async () => [
      {
        ...(await exportJWK((await keyPair).publicKey)),
        kid: 'k3v',
        kty: 'RSA',
        alg: 'RS256',
        use: 'sig',
      },
    ],
  };
}

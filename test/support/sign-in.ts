import {Secret} from '../../src/model/secrets/secret.js';

export const signIn = {
  domain: 'acme.eu.auth0.com',
  credentials: {kind: 'client', clientId: 'own', clientSecret: new Secret('planted-admin-secret')},
  customDomain: 'refuse',
} as const;

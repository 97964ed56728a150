import type {Secret} from './secret.js';

/** What somebody signs in to the Management API with. */
export type Credentials =
  | {readonly kind: 'client'; readonly clientId: string; readonly clientSecret: Secret}
  | {readonly kind: 'token'; readonly token: Secret};

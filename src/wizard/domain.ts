import {readTenantAddress} from '../model/tenant-address.js';

/** What a typed or pasted domain means. */
export type ReadDomain =
  | {readonly kind: 'empty'}
  | {readonly kind: 'invalid'; readonly why: string}
  | {
      readonly kind: 'ok';
      /** The host; an emulator's has `http://` before it where it was typed so. */
      readonly domain: string;
      /** Where a token can be copied, for tenants under auth0.com. */
      readonly explorer?: string;
      /** What was left out of what was typed. */
      readonly ignored?: string;
      /** The tenant that was meant, perhaps. */
      readonly meant?: string;
    };

export function readDomain(typed: string): ReadDomain {
  const read = readTenantAddress(typed);
  switch (read.kind) {
    case 'insecure':
      return {
        kind: 'invalid',
        why: 'http:// would show your secret to the network. Use https://.',
      };
    case 'ok': {
      const {address, ignored, meant} = read;
      const {origin, domain} = address;
      const explorer = address.dashboardUrl('apis/management/explorer');
      return {
        kind: 'ok',
        domain: origin.startsWith('http://') ? origin : domain,
        ...(explorer !== undefined && {explorer}),
        ...(ignored !== undefined && {ignored}),
        ...(meant !== undefined && {meant}),
      };
    }
    default:
      return read;
  }
}

import {readTenantAddress} from '../model/tenant-address.js';

export type DomainResult =
  | {readonly kind: 'empty'}
  | {readonly kind: 'invalid'; readonly why: string}
  | {
      readonly kind: 'ok';
      /** The host; an emulator's keeps `http://` if the user typed it. */
      readonly domain: string;
      /** URL of the API Explorer, where a token can be copied; only for hosts under auth0.com. */
      readonly explorer?: string;
      /** The part of the input that was ignored. */
      readonly ignored?: string;
      /** The tenant that the user may have meant. */
      readonly suggestion?: string;
    };

export function readDomain(input: string): DomainResult {
  const parsed = readTenantAddress(input);
  switch (parsed.kind) {
    case 'insecure':
      return {
        kind: 'invalid',
        why: 'http:// would show your secret to the network. Use https://.',
      };
    case 'ok': {
      const {address, ignored, suggestion} = parsed;
      const {origin, domain} = address;
      const explorer = address.dashboardUrl('apis/management/explorer');
      return {
        kind: 'ok',
        domain: origin.startsWith('http://') ? origin : domain,
        ...(explorer !== undefined && {explorer}),
        ...(ignored !== undefined && {ignored}),
        ...(suggestion !== undefined && {suggestion}),
      };
    }
    default:
      return parsed;
  }
}

import {isLoopback} from '../model/loopback.js';

/** What a typed or pasted domain means. */
export type ReadDomain =
  | {readonly kind: 'empty'}
  | {readonly kind: 'invalid'; readonly why: string}
  | {
      readonly kind: 'ok';
      readonly domain: string;
      /** Where a token can be copied, for tenants under auth0.com. */
      readonly explorer?: string;
    };

const dashboardAddress =
  /^(?:https:\/\/)?manage\.auth0\.com\/dashboard\/([a-z0-9-]+)\/([a-z0-9-]+)/i;
const tenantHost = /^([a-z0-9-]+)(?:\.([a-z0-9-]+))?\.auth0\.com$/;

/** Takes what people paste: an address, a trailing slash, even a page of the Dashboard. */
export function readDomain(typed: string): ReadDomain {
  const text = typed.trim();
  if (text === '') return {kind: 'empty'};
  const page = dashboardAddress.exec(text);
  if (page !== null) return named(`${page[2]}.${page[1]}.auth0.com`.toLowerCase());
  if (/^http:\/\//i.test(text)) return emulator(text);
  const host = text
    .replace(/^https:\/\//i, '')
    .replace(/\/.*$/, '')
    .toLowerCase();
  if (!/^[a-z0-9.-]+(:\d+)?$/.test(host)) {
    return {kind: 'invalid', why: 'A domain has letters, digits, hyphens and dots only.'};
  }
  if (!host.includes('.') && !host.startsWith('localhost')) {
    return {kind: 'invalid', why: `The whole domain, please: ${host}.eu.auth0.com, say.`};
  }
  return named(host);
}

function named(domain: string): ReadDomain {
  const parts = tenantHost.exec(domain);
  if (parts === null) return {kind: 'ok', domain};
  const [, name, region = 'us'] = parts;
  return {
    kind: 'ok',
    domain,
    explorer: `https://manage.auth0.com/dashboard/${region}/${name}/apis/management/explorer`,
  };
}

function emulator(text: string): ReadDomain {
  return URL.canParse(text) && isLoopback(new URL(text).hostname)
    ? {kind: 'ok', domain: text.replace(/\/+$/, '')}
    : {kind: 'invalid', why: 'http:// would show your secret to the network. Use https://.'};
}

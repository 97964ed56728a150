import {foreignTextMinLength, maskSecrets} from '../model/secrets/known-secrets.js';
import {masked} from '../model/secrets/secret.js';
import {visible} from '../text/escape.js';
import type {HttpRequest} from './raw-request.js';

/** How to show a member: its value, masked, or by its own members. */
type Visibility = 'shown' | 'secret' | Members;
interface Members {
  readonly [name: string]: Visibility;
}

function labelAll<Of extends Visibility>(
  visibility: Of,
  names: string,
): Readonly<Record<string, Of>> {
  return Object.fromEntries(names.split(' ').map(name => [name, visibility]));
}

const secrets = labelAll(
  'secret',
  'client_secret signing_secret access_token id_token client_assertion assertion authorization signing_keys signing_key encryption_key private_key password',
);

const resourceServer: Members = {
  ...secrets,
  ...labelAll(
    'shown',
    'id identifier name is_system signing_alg token_dialect token_lifetime token_lifetime_for_web allow_offline_access skip_consent_for_verifiable_first_party_clients enforce_policies consent_policy client_id',
  ),
  scopes: labelAll('shown', 'value description'),
  subject_type_authorization: {client: {policy: 'shown'}, user: {policy: 'shown'}},
  proof_of_possession: labelAll('shown', 'mechanism required required_for'),
};

const client: Members = {
  ...secrets,
  ...labelAll(
    'shown',
    'client_id name global app_type grant_types token_endpoint_auth_method is_first_party oidc_conformant third_party_security_mode resource_server_identifier sso_disabled cross_origin_auth is_token_endpoint_ip_header_trusted organization_usage organization_require_behavior client_authentication_methods require_proof_of_possession compliance_level callback_url_template custom_login_page_on',
  ),
  jwt_configuration: labelAll('shown', 'alg lifetime_in_seconds secret_encoded'),
  refresh_token: labelAll(
    'shown',
    'rotation_type expiration_type leeway token_lifetime infinite_token_lifetime idle_token_lifetime infinite_idle_token_lifetime',
  ),
};

const clientGrant: Members = {
  ...secrets,
  ...labelAll(
    'shown',
    'id client_id audience scope subject_type allow_all_scopes organization_usage allow_any_organization is_system default_for',
  ),
};

/** Token requests and responses, errors of both APIs, and paging. */
const tokensErrorsAndPaging: Members = {
  ...secrets,
  ...labelAll(
    'shown',
    'grant_type client_id audience scope organization expires_in token_type error error_description error_uri statusCode message errorCode total start limit length next',
  ),
};

const topLevel: Members = {
  ...clientGrant,
  ...client,
  ...resourceServer,
  ...tokensErrorsAndPaging,
  clients: client,
  client_grants: clientGrant,
  resource_servers: resourceServer,
  keys: labelAll('shown', 'kid kty alg use x5t'),
};

const maxLength = 1_000;
/** Items or members to show per list or object; Auth0's pages have 100 items. */
const maxItems = 200;

/**
 * A copy that is safe for the screen, a log and a bug report. It is an allowlist: known harmless
 * members keep their values (with any echoed secrets masked), all others become their type and
 * length. Add-ons, metadata and fields that Auth0 adds in the future may hold secrets.
 */
export function redact(body: unknown, sentSecrets: readonly string[] = []): unknown {
  return redactValue(body, topLevel, sentSecrets);
}

function redactValue(
  value: unknown,
  visibility: Visibility | undefined,
  sentSecrets: readonly string[],
): unknown {
  if (value === null) return value;
  if (visibility === 'secret') return typeof value === 'object' ? describeType(value) : masked;
  if (visibility === undefined) return describeType(value);
  if (Array.isArray(value)) {
    const items = value.slice(0, maxItems).map(item => redactItem(item, visibility, sentSecrets));
    return value.length <= maxItems ? items : [...items, `<${value.length - maxItems} more>`];
  }
  if (typeof value === 'object') {
    return visibility === 'shown'
      ? describeType(value)
      : redactMembers(value, visibility, sentSecrets);
  }
  if (visibility !== 'shown') return describeType(value);
  return typeof value === 'string' ? redactText(value, sentSecrets) : value;
}

/** Auth0 has no lists of lists, so nesting is bounded by the allowlist. */
function redactItem(
  item: unknown,
  visibility: Visibility,
  sentSecrets: readonly string[],
): unknown {
  return Array.isArray(item) ? describeType(item) : redactValue(item, visibility, sentSecrets);
}

function redactMembers(
  value: object,
  visibility: Members,
  sentSecrets: readonly string[],
): unknown {
  const names = Object.keys(value);
  const entries = names.slice(0, maxItems).map(name => {
    const key = name.toLowerCase();
    const [exact] = [name, key].filter(each => Object.hasOwn(visibility, each));
    const member: unknown = Reflect.get(value, name);
    const memberVisibility = exact === undefined ? undefined : visibility[exact];
    return [
      redactText(name, sentSecrets),
      redactValue(member, memberVisibility, sentSecrets),
    ] as const;
  });
  const rest = names.length - maxItems;
  return Object.fromEntries(rest > 0 ? [...entries, ['…', `<${rest} more>`] as const] : entries);
}

function describeType(value: unknown): string {
  if (Array.isArray(value)) return `<array, ${value.length}>`;
  if (typeof value === 'string') return `<string, ${value.length}>`;
  if (typeof value !== 'object' || value === null) return `<${typeof value}>`;
  const {length} = Object.keys(value);
  return `<object, ${length} ${length === 1 ? 'member' : 'members'}>`;
}

function redactText(text: string, sentSecrets: readonly string[]): string {
  const start = text.slice(0, maxLength);
  const shown = maskSentSecrets(start, sentSecrets);
  return text.length <= maxLength ? shown : `${shown}… <string, ${text.length}>`;
}

/** The secrets in a request, which a server may echo anywhere in its response. */
export function collectSentSecrets({
  headers,
  body,
}: Pick<HttpRequest, 'headers' | 'body'>): readonly string[] {
  const [, scheme = '', credentials = ''] = /^(\S+) (.+)$/.exec(headers.authorization ?? '') ?? [];
  const form = headers['content-type'] === 'application/x-www-form-urlencoded' ? body : undefined;
  const secrets = [
    credentials,
    ...(scheme === 'Basic' ? [readBasicPassword(credentials)] : []),
    new URLSearchParams(form).get('client_secret') ?? '',
    new URLSearchParams(form).get('client_assertion') ?? '',
  ];
  return secrets.filter(secret => secret !== '');
}

/** Masks tokens, those in `sentSecrets` and all registered ones, also encoded or in part. */
export function maskSentSecrets(text: string, sentSecrets: readonly string[] = []): string {
  return maskSecrets(text, {minLength: foreignTextMinLength, additionalSecrets: sentSecrets});
}

/** The client id and secret are form-encoded in the header: RFC 6749, section 2.3.1. */
function readBasicPassword(credentials: string): string {
  const pair = Buffer.from(credentials, 'base64').toString();
  const encoded = pair.slice(pair.indexOf(':') + 1);
  return new URLSearchParams(`secret=${encoded}`).get('secret') ?? '';
}

const maxQuoteLength = 300;
/** Characters to read of a message; no real one is that long. */
const maxReadLength = 20 * maxQuoteLength;

/**
 * Makes Auth0's message safe to quote: one line, limited length, no invisible characters, and
 * secrets masked in case Auth0 echoes one. `sentSecrets`: those of the request.
 */
export function quoteText(text: string, sentSecrets: readonly string[]): string {
  const masked = maskSentSecrets(text.slice(0, maxReadLength), sentSecrets);
  const line = visible(masked.replaceAll(/\s+/g, ' ').trim());
  return line.length <= maxQuoteLength ? line : `${line.slice(0, maxQuoteLength)}…`;
}

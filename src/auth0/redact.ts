import {masked} from '../model/secret.js';
import {withoutSecrets} from './sent-secrets.js';

/** How to show a member: its value, masked, or by its own members. */
type Known = 'shown' | 'secret' | Members;
interface Members {
  readonly [name: string]: Known;
}

function all<Of extends Known>(known: Of, names: string): Readonly<Record<string, Of>> {
  return Object.fromEntries(names.split(' ').map(name => [name, known]));
}

const secrets = all(
  'secret',
  'client_secret signing_secret access_token id_token client_assertion assertion authorization signing_keys signing_key encryption_key private_key password',
);

const resourceServer: Members = {
  ...secrets,
  ...all(
    'shown',
    'id identifier name is_system signing_alg token_dialect token_lifetime token_lifetime_for_web allow_offline_access skip_consent_for_verifiable_first_party_clients enforce_policies consent_policy client_id',
  ),
  scopes: all('shown', 'value description'),
  subject_type_authorization: {client: {policy: 'shown'}, user: {policy: 'shown'}},
  proof_of_possession: all('shown', 'mechanism required required_for'),
};

const client: Members = {
  ...secrets,
  ...all(
    'shown',
    'client_id name global app_type grant_types token_endpoint_auth_method is_first_party oidc_conformant third_party_security_mode resource_server_identifier sso_disabled cross_origin_auth is_token_endpoint_ip_header_trusted organization_usage organization_require_behavior client_authentication_methods require_proof_of_possession compliance_level callback_url_template custom_login_page_on',
  ),
  jwt_configuration: all('shown', 'alg lifetime_in_seconds secret_encoded'),
  refresh_token: all(
    'shown',
    'rotation_type expiration_type leeway token_lifetime infinite_token_lifetime idle_token_lifetime infinite_idle_token_lifetime',
  ),
};

const clientGrant: Members = {
  ...secrets,
  ...all(
    'shown',
    'id client_id audience scope subject_type allow_all_scopes organization_usage allow_any_organization is_system default_for',
  ),
};

/** Token requests and responses, errors of both APIs, and paging. */
const other: Members = {
  ...secrets,
  ...all(
    'shown',
    'grant_type client_id audience scope organization expires_in token_type error error_description error_uri statusCode message errorCode total start limit length next',
  ),
};

const topLevel: Members = {
  ...clientGrant,
  ...client,
  ...resourceServer,
  ...other,
  clients: client,
  client_grants: clientGrant,
  resource_servers: resourceServer,
  keys: all('shown', 'kid kty alg use x5t'),
};

const maxLength = 1_000;
/** Items or members to show per list or object; Auth0's pages have 100 items. */
const maxItems = 200;

/**
 * A copy that is safe for the screen, a log and a bug report. It is an allowlist: known harmless
 * members keep their values (with any echoed secrets masked), all others become their type and
 * length. Add-ons, metadata and fields that Auth0 adds in the future may hold secrets.
 */
export function redact(body: unknown, sent: readonly string[] = []): unknown {
  return reduced(body, topLevel, sent);
}

function reduced(value: unknown, known: Known | undefined, sent: readonly string[]): unknown {
  if (value === null) return value;
  if (known === 'secret') return typeof value === 'object' ? outlineOf(value) : masked;
  if (known === undefined) return outlineOf(value);
  if (Array.isArray(value)) {
    const items = value.slice(0, maxItems).map(item => itemOf(item, known, sent));
    return value.length <= maxItems ? items : [...items, `<${value.length - maxItems} more>`];
  }
  if (typeof value === 'object') {
    return known === 'shown' ? outlineOf(value) : membersOf(value, known, sent);
  }
  if (known !== 'shown') return outlineOf(value);
  return typeof value === 'string' ? textOf(value, sent) : value;
}

/** Auth0 has no lists of lists, so nesting is bounded by the allowlist. */
function itemOf(item: unknown, known: Known, sent: readonly string[]): unknown {
  return Array.isArray(item) ? outlineOf(item) : reduced(item, known, sent);
}

function membersOf(value: object, known: Members, sent: readonly string[]): unknown {
  const names = Object.keys(value);
  const entries = names.slice(0, maxItems).map(name => {
    const key = name.toLowerCase();
    const [exact] = [name, key].filter(each => Object.hasOwn(known, each));
    const member: unknown = Reflect.get(value, name);
    const of = exact === undefined ? undefined : known[exact];
    return [textOf(name, sent), reduced(member, of, sent)] as const;
  });
  const rest = names.length - maxItems;
  return Object.fromEntries(rest > 0 ? [...entries, ['…', `<${rest} more>`] as const] : entries);
}

function outlineOf(value: unknown): string {
  if (Array.isArray(value)) return `<array, ${value.length}>`;
  if (typeof value === 'string') return `<string, ${value.length}>`;
  if (typeof value !== 'object' || value === null) return `<${typeof value}>`;
  const {length} = Object.keys(value);
  return `<object, ${length} ${length === 1 ? 'member' : 'members'}>`;
}

function textOf(text: string, sent: readonly string[]): string {
  const start = text.slice(0, maxLength);
  const shown = withoutSecrets(start, sent);
  return text.length <= maxLength ? shown : `${shown}… <string, ${text.length}>`;
}

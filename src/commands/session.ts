import {parseAddress} from '../auth0/address.js';
import {tokenEndpoint} from '../auth0/token-endpoint.js';
import type {TokenEndpoint} from '../engine/token-endpoint.js';
import type {ClientHints} from '../model/blueprint.js';
import {type Blueprint, documented} from '../scenario/documented.js';
import {withSingleChoices} from './choices.js';
import {audienceOf, requireCredentials} from './environment.js';
import {givenBlueprint} from './given-blueprint.js';
import {heard, type OpenTenant, openTenant, readSettings} from './open-tenant.js';
import type {Place, SessionContext} from './place.js';
import {Settings} from './settings.js';

/** A tenant that a headless command is signed in to, and what is wanted of it. */
export interface Session extends OpenTenant {
  readonly blueprint: Blueprint;
  readonly hints: ClientHints;
}

/** Signs in for a headless command. Throws `Problem`. */
export async function openSession(context: SessionContext, place: Place): Promise<Session> {
  const {options, env, signal, onCall, prefix, choices, ifUnread = 'documented'} = context;
  // What is wrong with the call is told before anybody is asked to sign in.
  const audience = place.demo === undefined ? audienceOf(env, options.audience, prefix) : undefined;
  parseAddress(place.domain, {...place, ...(audience !== undefined && {audience})});
  const given = choices?.blueprint ?? (await givenBlueprint(options, signal));
  const found =
    place.credentials === undefined
      ? requireCredentials(env, prefix)
      : {credentials: place.credentials, notices: []};
  const tenant = await openTenant({
    ...place,
    ...found,
    ...(audience !== undefined && {audience}),
    signal,
    ifUnread: given === undefined ? ifUnread : 'go-on',
    ...heard(place.onCall, onCall),
  });
  const blueprint = given ?? withSingleChoices(tenant.known.blueprint ?? documented, options);
  const remembered = tenant.known.clientIds?.get(blueprint.resourceServer.identifier);
  return {
    ...tenant,
    blueprint,
    hints: choices?.hints ?? hintsOf(options['client-id'], remembered),
  };
}

/** What anyone may call of a tenant, and the blueprint that its tokens are held against. */
export async function openEndpoint(
  {options, onCall, signal}: SessionContext,
  domain: string,
  configFolder: string | undefined,
): Promise<{
  readonly domain: string;
  readonly endpoint: TokenEndpoint;
  readonly blueprint: Blueprint;
  readonly warnings: readonly string[];
}> {
  const customDomain = options['allow-custom-domain'] ? 'allow' : 'refuse';
  const address = parseAddress(domain, {customDomain});
  const settings = new Settings(configFolder);
  const warnings: string[] = [];
  const given = await givenBlueprint(options, signal);
  const ifUnread = given === undefined ? 'documented' : 'go-on';
  const known = await readSettings(settings, address.domain, ifUnread, warnings);
  const blueprint = given ?? withSingleChoices(known.blueprint ?? documented, options);
  return {
    domain: address.domain,
    endpoint: tokenEndpoint(address, heard(onCall, undefined)),
    blueprint,
    warnings,
  };
}

/** The host that a domain, as it was typed, means. Throws `Problem` invalid_domain. */
export function domainOf(typed: string): string {
  return parseAddress(typed, {customDomain: 'allow'}).domain;
}

export function hintsOf(
  clientId: string | undefined,
  rememberedClientId: string | undefined,
): ClientHints {
  return {
    ...(clientId !== undefined && {clientId}),
    ...(rememberedClientId !== undefined && {rememberedClientId}),
  };
}

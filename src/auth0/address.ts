import {Problem} from '../model/errors.js';
import {maskSecrets, ownTextMinLength} from '../model/secrets/known-secrets.js';
import {
  copyAudience,
  readManagementAudience,
  readTenantAddress,
  type TenantAddress,
} from '../model/tenant-address.js';
import {visible} from '../text/escape.js';

export type {TenantAddress};

export interface AddressOptions {
  /** Whether to send credentials to a host that is neither loopback nor under auth0.com. */
  readonly customDomain: 'allow' | 'refuse';
  /** For a custom domain: the Management API's audience, or the tenant's own domain. */
  readonly audience?: string;
}

/**
 * Parses a tenant's address and sends nothing. Throws `Problem` invalid_domain, insecure_http or
 * custom_domain.
 */
export function parseAddress(
  input: string,
  {customDomain, audience}: AddressOptions,
): TenantAddress {
  const read = readTenantAddress(input);
  switch (read.kind) {
    case 'empty':
      throw invalidDomainProblem('No tenant domain was given.');
    case 'invalid':
      throw invalidDomainProblem(
        `“${visible(read.typed).slice(0, 120)}” is not an Auth0 domain. ${read.why}`,
      );
    case 'insecure':
      throw insecureHttpProblem(read.host);
    case 'ok': {
      const {address, suggestion} = read;
      if (address.kind === 'custom' && customDomain === 'refuse') {
        throw customDomainProblem(address.domain, suggestion);
      }
      return audience === undefined ? address : copyAudience(address, parseAudience(audience));
    }
  }
}

/**
 * The result only names the audience; nothing is sent to that host. Throws `Problem`
 * invalid_domain.
 */
function parseAudience(audience: string): TenantAddress {
  const canonical = readManagementAudience(audience);
  if (canonical !== undefined) return canonical;
  throw new Problem('invalid_domain', {
    message: `“${visible(maskSecrets(audience, {minLength: ownTextMinLength})).slice(0, 120)}” is not a Management API audience.`,
    hint: 'It should look like https://acme.eu.auth0.com/api/v2/, with the tenant’s own domain, not a custom domain. To set the identifier of the Timesheets API, use --identifier.',
  });
}

function invalidDomainProblem(message: string): Problem {
  return new Problem('invalid_domain', {
    message,
    hint: 'Find your tenant’s domain in the Dashboard: Applications → any application → Settings. For an emulator on this machine, use http://127.0.0.1:PORT.',
  });
}

function insecureHttpProblem(host: string): Problem {
  return new Problem('insecure_http', {
    message: `http://${host} would send your credentials unencrypted, so nothing was sent.`,
    hint: 'Leave out http://. It works only for emulators on this machine (http://127.0.0.1:PORT).',
  });
}

function customDomainProblem(host: string, suggestion: string | undefined): Problem {
  return new Problem('custom_domain', {
    message: `${host} is not an auth0.com domain, so nothing was sent.`,
    hint: `${suggestion === undefined ? '' : `Did you mean ${suggestion}? `}If this is your custom domain or private cloud, add --allow-custom-domain.`,
  });
}

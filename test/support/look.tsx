/**
 * Shows the wizard on a tenant in memory, to look at:
 * node --import … see `look.sh`; or `npx esbuild` it. `look.tsx dashboard|fresh|drifted [--signed-out]`
 */

import {Problem} from '../../src/engine/problem.js';
import {Secret} from '../../src/engine/secret.js';
import {runWizard} from '../../src/ui/render.js';
import {fakePorts} from './fake-ports.js';
import {dashboardStore, driftedStore, freshStore} from './fake-stores.js';

const [scenario = 'dashboard', ...flags] = process.argv.slice(2);
const stores = {dashboard: dashboardStore, fresh: freshStore, drifted: driftedStore};
const make = Object.entries(stores).find(([name]) => name === scenario)?.[1] ?? dashboardStore;
const store = make();
if (flags.includes('--many')) {
  const clients = Array.from({length: 14}, (_, index) => ({
    clientId: `id${index}`,
    name: 'Timesheets Import Job',
    appType: 'non_interactive',
  }));
  store.clients.push(...clients);
}
if (flags.includes('--hostile')) {
  store.clients = store.clients.map(each =>
    each.clientId === 'test1'
      ? {...each, name: 'Timesheets API\u001b]0;owned\u0007 \u202eevil 日本語 (Test Application)'}
      : each,
  );
}
let fails = flags.includes('--fail') ? 1 : 0;
const {ports} = fakePorts(store, {
  latency: Number(flags.find(flag => flag.startsWith('--latency='))?.slice(10) ?? 120),
  ...(flags.includes('--lacking')
    ? {lacking: [{step: 'access', permissions: ['create:client_grants', 'update:client_grants']}]}
    : {}),
  before: change => {
    if (change.kind === 'update-resource-server' && fails > 0) {
      fails -= 1;
      throw new Problem('missing_permissions', {
        message: 'The tenant refused this: the token lacks update:resource_servers.',
        hint: 'Add the permission to the application you signed in with, under Auth0 Management API, then press r. https://manage.auth0.com/dashboard/eu/acme/apis/management/authorized-clients',
      });
    }
  },
  signIn: request => {
    if (
      request.domain.endsWith('.com') &&
      !request.domain.includes('auth0') &&
      request.customDomain === 'refuse'
    ) {
      throw new Problem('custom_domain', {message: 'Not under auth0.com.', hint: 'Allow it.'});
    }
  },
});
const signIn = {
  domain: 'acme.eu.auth0.com',
  credentials: {kind: 'client' as const, clientId: 'own', clientSecret: new Secret('s3cret')},
  customDomain: 'refuse' as const,
};
const {exit} = await runWizard({
  beginning: {demo: 'demo', ...(flags.includes('--signed-out') ? {} : {signIn})},
  ports,
  resume: 'npx timesheets-setup --domain acme.eu.auth0.com',
  reader: flags.includes('--reader') ? 'screen-reader' : 'none',
});
console.log(`exit: ${exit}`);

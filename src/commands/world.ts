/**
 * All that reaches tenants, files and the browser, loaded as one: at once by a headless command,
 * and by the wizard behind its first frame. One place to load from is one file in the package.
 */
import './core.js';

export {readSigningKey} from '../auth0/signing-key.js';
export {openInBrowser} from './browser.js';
export {envValues, writeEnvFile} from './env-file.js';
export {jobSigningKeyOf} from './environment.js';
export {exportText} from './export/texts.js';
export {givenBlueprint} from './given-blueprint.js';
export {readKeyFile} from './key-file.js';
export {heard, openTenant} from './open-tenant.js';
export {writeNewFile} from './output-file.js';
export {openPlace} from './place.js';
export {runCommand} from './run.js';
export {keepSecret, storedCredentials} from './stored-sign-ins.js';

/**
 * What neither help nor the wizard's first frame needs: the commands import it when they run, and
 * the wizard behind its ports. It is one module, because modules that share nearly all that they
 * import would otherwise be 30 more files in the package.
 */
export {readSigningKey} from '../auth0/signing-key.js';
export {runApply} from './apply.js';
export {runCheck} from './check.js';
export {applySingleChoices, readExplicitBlueprint} from './choices.js';
export {openTarget} from './context.js';
export {runExport} from './export.js';
export {renderExport} from './exporters/exporters.js';
export {envValues, writeEnvFile} from './files/env-file.js';
export {readKeyFile} from './files/key-file.js';
export {writeNewFile} from './files/output-file.js';
export {absolutePath} from './files/trusted-path.js';
export {runForget} from './forget.js';
export {runProve} from './prove.js';
export {runRotateSecret} from './rotate-secret.js';
export {combineOnCall, openTenant} from './tenant-session.js';
export {runUndo} from './undo.js';

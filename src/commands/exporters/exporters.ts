import {withAuthentication} from '../../engine/job-secret.js';
import {evaluateAll} from '../../engine/plan.js';
import {steps} from '../../steps/index.js';
import type {ExportSource} from '../../wizard/ports.js';
import {usage} from '../options.js';
import {auth0Cli} from './auth0-cli.js';
import {blueprintDocument} from './blueprint-document.js';
import {curl} from './curl.js';
import {deployCli} from './deploy-cli.js';
import {type ExportId, wizardExports} from './export-table.js';
import {expressApi} from './express-api.js';
import {nodeApi} from './node-api.js';
import {nodeJob} from './node-job.js';
import {pythonJob} from './python-job.js';
import {report} from './report.js';
import {createSubject, type ExportSubject} from './subject.js';
import {terraform} from './terraform.js';

type TenantExportId = Exclude<ExportId, 'blueprint' | 'report'>;

/** Exports that need only the tenant's objects. */
export const exporters: Readonly<Record<TenantExportId, (subject: ExportSubject) => string>> = {
  curl,
  node: nodeJob,
  python: pythonJob,
  express: expressApi,
  'node-api': nodeApi,
  'auth0-cli': auth0Cli,
  terraform,
  'deploy-cli': deployCli,
};

/**
 * Renders one of the wizard's exports. Never contains a secret. Throws `Problem` not_found, usage.
 */
export async function renderExport(
  id: string,
  source: ExportSource,
  envFile = '.env',
): Promise<string> {
  const offer = wizardExports.find(each => each.id === id);
  if (offer === undefined) {
    const ids = wizardExports.map(each => each.id).join(', ');
    throw usage(`There is no export “${id}”.`, `The exports are: ${ids}.`);
  }
  const {session, blueprint, observed: read, clientId} = source;
  if (offer.id === 'blueprint') return blueprintDocument(blueprint);
  const {domain, ownDomain, endpoint} = session;
  // Pins the application that the wizard works on, however it was found.
  const observed = {...read, hints: {...read.hints, clientId}};
  const found = createSubject({domain, ownDomain, issuer: endpoint.issuer, blueprint, observed});
  const client = await withAuthentication(found.client, session.tenant);
  const subject = {...found, client, envFile};
  if (offer.id === 'report') {
    const statuses = evaluateAll(steps, blueprint, observed);
    return report({subject, statuses, now: new Date()});
  }
  return exporters[offer.id](subject);
}

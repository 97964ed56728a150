import {withAuthentication} from '../../engine/job-secret.js';
import {evaluateAll} from '../../engine/plan.js';
import {steps} from '../../steps/index.js';
import type {ExportSource} from '../../wizard/ports.js';
import {usageProblem} from '../options.js';
import {exportAuth0Cli} from './auth0-cli.js';
import {exportBlueprintDocument} from './blueprint-document.js';
import {exportCurl} from './curl.js';
import {exportDeployCli} from './deploy-cli.js';
import {type ExportId, wizardExports} from './export-table.js';
import {exportExpressApi} from './express-api.js';
import {exportNodeApi} from './node-api.js';
import {exportNodeJob} from './node-job.js';
import {exportPythonJob} from './python-job.js';
import {exportReport} from './report.js';
import {createSubject, type ExportSubject} from './subject.js';
import {exportTerraform} from './terraform.js';

type TenantExportId = Exclude<ExportId, 'blueprint' | 'report'>;

type Exporter = (subject: ExportSubject) => string;

/** Exports that need only the tenant's objects. */
export const exporters: Readonly<Record<TenantExportId, Exporter>> = {
  curl: exportCurl,
  node: exportNodeJob,
  python: exportPythonJob,
  express: exportExpressApi,
  'node-api': exportNodeApi,
  'auth0-cli': exportAuth0Cli,
  terraform: exportTerraform,
  'deploy-cli': exportDeployCli,
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
    throw usageProblem(`There is no export “${id}”.`, `The exports are: ${ids}.`);
  }
  const {session, blueprint, observed: read, clientId} = source;
  if (offer.id === 'blueprint') return exportBlueprintDocument(blueprint);
  const {domain, ownDomain, endpoint} = session;
  // Pins the application that the wizard works on, however it was found.
  const observed = {...read, hints: {...read.hints, clientId}};
  const found = createSubject({domain, ownDomain, issuer: endpoint.issuer, blueprint, observed});
  const client = await withAuthentication(found.client, session.tenant);
  const subject = {...found, client, envFile};
  if (offer.id === 'report') {
    const statuses = evaluateAll(steps, blueprint, observed);
    return exportReport({subject, statuses, now: new Date()});
  }
  return exporters[offer.id](subject);
}

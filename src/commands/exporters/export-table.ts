import type {ExportFormat} from '../../wizard/ports.js';

interface ExportRow {
  readonly id: string;
  /** The wizard's label; undefined if the wizard doesn't list this export. */
  readonly label?: string;
  /** The file name that the wizard saves it under. */
  readonly file?: string;
  readonly about: string;
}

/**
 * The one list of exports: the command line, help, completions and the wizard all read it. The
 * exporters themselves are loaded on demand.
 */
const exportTable = [
  {id: 'env', about: 'the job’s settings; its secret only with --out .env'},
  {
    id: 'curl',
    label: 'curl',
    file: 'timesheets-curl.sh',
    about: 'a shell script that gets a token and calls the API',
  },
  {
    id: 'node',
    label: 'Node',
    file: 'timesheets-job.mjs',
    about: 'the job, with fetch and no dependencies',
  },
  {
    id: 'python',
    label: 'Python',
    file: 'timesheets_job.py',
    about: 'the job, with requests',
  },
  {
    id: 'express',
    label: 'Express',
    file: 'timesheets-api-express.mjs',
    about: 'the API, with Express and Auth0’s middleware',
  },
  {
    id: 'node-api',
    label: 'Node API',
    file: 'timesheets-api.mjs',
    about: 'the API, with jose and no framework',
  },
  {
    id: 'auth0-cli',
    label: 'auth0 CLI',
    file: 'timesheets-auth0-cli.sh',
    about: 'commands for Auth0’s own CLI',
  },
  {
    id: 'terraform',
    label: 'Terraform',
    file: 'timesheets.tf',
    about: 'HCL with import blocks for the auth0 provider',
  },
  {
    id: 'deploy-cli',
    label: 'Deploy CLI',
    file: 'timesheets-deploy-cli.yaml',
    about: 'YAML for auth0-deploy-cli',
  },
  {
    id: 'blueprint',
    label: 'Blueprint',
    file: 'timesheets-blueprint.json',
    about: 'your choices, as JSON for --blueprint',
  },
  {id: 'schema', about: 'the JSON Schema of a blueprint'},
  {
    id: 'report',
    label: 'Report',
    file: 'timesheets-report.md',
    about: 'a Markdown report for your change ticket',
  },
] as const satisfies readonly ExportRow[];

type ExportTableRow = (typeof exportTable)[number];

export type ExportKind = ExportTableRow['id'];

export const exportKinds: readonly ExportKind[] = exportTable.map(({id}) => id);

export const exportHelpLines: readonly string[] = exportTable.map(
  ({id, about}) => `${id.padEnd(12)}${about}`,
);

type WizardRow = Extract<ExportTableRow, {readonly label: string}>;

export type ExportId = WizardRow['id'];

/** The exports that the wizard lists. */
export const wizardExports: readonly (ExportFormat & {
  readonly id: ExportId;
  readonly file: string;
})[] = exportTable.filter((row): row is WizardRow => 'label' in row);

export function exportFileName(id: string): string {
  return wizardExports.find(each => each.id === id)?.file ?? `timesheets-${id}.txt`;
}

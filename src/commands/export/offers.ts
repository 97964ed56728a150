import type {ExportOffer} from '../../wizard/ports.js';

/** What the wizard offers to copy; the texts are made, and loaded, on demand. */
export const exportOffers = [
  {id: 'curl', label: 'curl', about: 'the job’s token and a call to the API, in a shell'},
  {id: 'node', label: 'Node', about: 'the job, with fetch and no dependency'},
  {id: 'express', label: 'Express', about: 'the API’s side: checks the tokens'},
  {id: 'auth0-cli', label: 'auth0 CLI', about: 'the same with Auth0’s own command line'},
  {id: 'terraform', label: 'Terraform', about: 'HCL with import blocks'},
  {id: 'deploy-cli', label: 'Deploy CLI', about: 'YAML for auth0-deploy-cli'},
  {id: 'blueprint', label: 'Blueprint', about: 'the choices, for --blueprint'},
  {id: 'report', label: 'Report', about: 'Markdown for the change ticket'},
] as const satisfies readonly ExportOffer[];

export type ExportId = (typeof exportOffers)[number]['id'];

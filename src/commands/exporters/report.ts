import type {RunRecord, WriteRecord} from '../../engine/journal/journal.js';
import {isInSync} from '../../engine/plan.js';
import type {Change, Snapshot} from '../../model/change.js';
import {wireName} from '../../model/labels.js';
import type {EvaluatedSteps} from '../output/report.js';
import {markdownCode, markdownName, markdownTable, markdownText} from './markdown.js';
import {formatValue, statusTable} from './status-table.js';
import type {ExportSubject} from './subject.js';

export interface ReportInput {
  readonly subject: ExportSubject;
  readonly statuses: EvaluatedSteps;
  /** The last run that wrote to the tenant; undefined if its journal isn't available. */
  readonly run?: RunRecord;
  readonly now: Date;
}

/** A Markdown report for a change ticket: the tenant's state, and what was changed. */
export function exportReport({subject, statuses, run, now}: ReportInput): string {
  const {domain, ownDomain, resourceServer, client, grant} = subject;
  const formatNamed = (name: string | undefined, id: string) =>
    `${name === undefined ? '' : `${markdownName(name)} `}(${markdownCode(id)})`.trim();
  return `${[
    `# Auth0 setup of ${markdownCode(domain)}`,
    '',
    ...markdownTable(
      ['', ''],
      [
        ['Tenant', markdownCode(domain)],
        ...(ownDomain === undefined ? [] : [['Custom domain of', markdownCode(ownDomain)]]),
        ['Date', `${now.toISOString().slice(0, 16).replace('T', ' ')} UTC`],
        ['State', isInSync(statuses) ? 'in sync with the blueprint' : 'not in sync'],
        ['API', formatNamed(resourceServer.name, resourceServer.identifier)],
        ['Application', formatNamed(client.name, client.clientId)],
        ['Granted', formatGrant(grant)],
      ],
    ),
    '',
    '## Steps',
    '',
    ...statusTable(statuses),
    ...(run === undefined ? [] : ['', ...runLines(run)]),
  ].join('\n')}\n`;
}

function formatGrant(grant: ExportSubject['grant']): string {
  if (grant === undefined) return 'nothing (not authorized)';
  return grant.allowAllScopes ? 'all permissions, now and in the future' : formatValue(grant.scope);
}

function runLines({startedAt, undoes, ended, writes}: RunRecord): readonly string[] {
  const kind = undoes === undefined ? 'Last run' : 'Last run (an undo)';
  return [
    `## ${kind}`,
    '',
    `Started ${markdownText(startedAt)}, ${ended === 'ended' ? 'completed' : 'interrupted'}.`,
    '',
    ...(writes.length === 0 ? ['It wrote nothing.'] : writes.map(write => `- ${writeLine(write)}`)),
  ];
}

const verbs = {
  create: 'Created',
  update: 'Changed',
  delete: 'Deleted',
  'rotate-secret': 'Rotated the secret of',
} as const;
const objects = {
  'resource-server': 'the API',
  client: 'the application',
  'client-grant': 'the authorization',
} as const;

function writeLine({change, before, after}: WriteRecord): string {
  const subject = formatObjectName(before.kind === 'nothing' ? after : before);
  const unconfirmedNote = after === undefined ? ' (no response: Auth0 may have applied it)' : '';
  const fields = formatFields(change, before);
  return `${verbs[change.action]} ${objects[change.resource]}${subject}${unconfirmedNote}${fields === '' ? '' : `: ${fields}`}`;
}

function formatObjectName(written: Snapshot | undefined): string {
  switch (written?.kind) {
    case 'resource-server':
      return ` ${markdownCode(written.value.identifier)}`;
    case 'client':
      return ` ${markdownName(written.value.name)} (${markdownCode(written.value.clientId)})`;
    case 'client-grant':
      return ` of ${markdownCode(written.value.clientId)}`;
    default:
      return '';
  }
}

function formatFields(change: Change, before: Snapshot): string {
  if (!('set' in change)) return '';
  const old = new Map(Object.entries(before.kind === 'nothing' ? {} : before.value));
  return Object.entries(change.set)
    .map(([field, to]) => {
      const name = markdownCode(wireName(field));
      return before.kind === 'nothing'
        ? `${name} ${formatValue(scopeNames(to))}`
        : `${name} ${formatValue(scopeNames(old.get(field)))} → ${formatValue(scopeNames(to))}`;
    })
    .join(', ');
}

/** Scopes are shown by name, without their descriptions. */
function scopeNames(shown: unknown): unknown {
  if (!Array.isArray(shown)) return shown;
  return shown.map((item: unknown) =>
    typeof item === 'object' && item !== null && 'value' in item ? item.value : item,
  );
}

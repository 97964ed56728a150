import type {RunRecord, WriteRecord} from '../../engine/journal/journal.js';
import {inSync} from '../../engine/plan.js';
import type {Change, Snapshot} from '../../model/change.js';
import {wireName} from '../../model/labels.js';
import type {EvaluatedSteps} from '../report.js';
import {markdownCode, markdownName, markdownTable, markdownText} from './markdown.js';
import type {Subject} from './subject.js';
import {value, verdictTable} from './verdict-table.js';

export interface ReportInput {
  readonly subject: Subject;
  readonly statuses: EvaluatedSteps;
  /** The newest run that wrote to the tenant; undefined if its journal isn't available. */
  readonly run?: RunRecord;
  readonly now: Date;
}

/** A Markdown report for a change ticket: the tenant's state, and what was changed. */
export function report({subject, statuses, run, now}: ReportInput): string {
  const {domain, ownDomain, resourceServer, client, grant} = subject;
  const named = (name: string | undefined, id: string) =>
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
        ['State', inSync(statuses) ? 'in sync with the blueprint' : 'not in sync'],
        ['API', named(resourceServer.name, resourceServer.identifier)],
        ['Application', named(client.name, client.clientId)],
        ['May', granted(grant)],
      ],
    ),
    '',
    '## State',
    '',
    ...verdictTable(statuses),
    ...(run === undefined ? [] : ['', ...runLines(run)]),
  ].join('\n')}\n`;
}

function granted(grant: Subject['grant']): string {
  if (grant === undefined) return 'nothing: it is not authorized';
  return grant.allowAllScopes ? 'everything, now and later' : value(grant.scope);
}

function runLines({startedAt, undoes, ended, writes}: RunRecord): readonly string[] {
  const kind = undoes === undefined ? 'Newest run' : 'Newest run: an undo';
  return [
    `## ${kind}`,
    '',
    `Started ${markdownText(startedAt)}, ${ended === 'ended' ? 'went through' : 'was cut short'}.`,
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
  const subject = nameOf(before.kind === 'nothing' ? after : before);
  const unsure = after === undefined ? ' (no answer came: it may have happened)' : '';
  const fields = fieldsOf(change, before);
  return `${verbs[change.action]} ${objects[change.resource]}${subject}${unsure}${fields === '' ? '' : `: ${fields}`}`;
}

function nameOf(written: Snapshot | undefined): string {
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

function fieldsOf(change: Change, before: Snapshot): string {
  if (!('set' in change)) return '';
  const old = new Map(Object.entries(before.kind === 'nothing' ? {} : before.value));
  return Object.entries(change.set)
    .map(([field, to]) => {
      const name = markdownCode(wireName(field));
      return before.kind === 'nothing'
        ? `${name} ${value(short(to))}`
        : `${name} ${value(short(old.get(field)))} → ${value(short(to))}`;
    })
    .join(', ');
}

/** Scopes are shown by name, without their descriptions. */
function short(shown: unknown): unknown {
  if (!Array.isArray(shown)) return shown;
  return shown.map((item: unknown) =>
    typeof item === 'object' && item !== null && 'value' in item ? item.value : item,
  );
}

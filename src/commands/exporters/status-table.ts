import {type Difference, labeledDifferences} from '../../engine/step-status.js';
import {fieldLabel} from '../../model/labels.js';
import {stepTitle} from '../../steps/index.js';
import {formatChange} from '../../text/format.js';
import type {EvaluatedSteps} from '../output/report.js';
import {markdownCode, markdownTable, markdownText} from './markdown.js';

const statusLabels = {
  'in-sync': '✔ in sync',
  drift: '≠ drifted',
  missing: '○ missing',
  blocked: '✖ blocked',
} as const;

/** A Markdown table of the steps with their differences. */
export function statusTable(statuses: EvaluatedSteps): readonly string[] {
  return markdownTable(
    ['Step', 'State', 'Details'],
    statuses.map(({step, status}) => [
      stepTitle(step),
      statusLabels[status.kind],
      [
        ...labeledDifferences(status).map(formatDifference),
        ...(status.kind === 'blocked' ? [markdownText(status.problem.message)] : []),
        ...(status.kept.length > 0 ? [`kept: ${status.kept.map(markdownCode).join(', ')}`] : []),
        ...status.notes.map(({text}) => markdownText(text)),
      ].join('<br>'),
    ]),
  );
}

function formatDifference({field, from, to, breaks}: Difference): string {
  const change = `${fieldLabel(field)}: ${markdownCode(formatChange(from, to))}`;
  return breaks === undefined ? change : `${change} ⚠ breaking: ${markdownText(breaks.sentence)}`;
}

/** Formats a field's value. */
export function formatValue(shown: unknown): string {
  if (shown === null || shown === undefined) return 'none';
  if (!Array.isArray(shown)) return formatCode(shown);
  return shown.length === 0 ? 'none' : shown.map(formatCode).join(', ');
}

function formatCode(shown: unknown): string {
  return markdownCode(typeof shown === 'string' ? shown : JSON.stringify(shown));
}

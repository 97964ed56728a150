import {wireName} from '../../engine/in-words.js';
import {type Difference, differencesOf} from '../../engine/verdict.js';
import {titleOf, type Verdicts} from '../report.js';
import {markdownCode, markdownTable, markdownText} from './markdown.js';

const states = {
  'in-sync': '✔ in sync',
  drift: '≠ drifted',
  missing: '○ missing',
  blocked: '✖ blocked',
} as const;

/** The steps and what is not as it should be, as a table of Markdown. */
export function verdictTable(verdicts: Verdicts): readonly string[] {
  return markdownTable(
    ['Step', 'State', 'Details'],
    verdicts.map(({step, verdict}) => [
      titleOf(step),
      states[verdict.status],
      [
        ...differencesOf(verdict).map(difference),
        ...(verdict.status === 'blocked' ? [markdownText(verdict.problem.message)] : []),
        ...(verdict.kept.length > 0 ? [`kept: ${verdict.kept.map(markdownCode).join(', ')}`] : []),
        ...verdict.notes.map(({text}) => markdownText(text)),
      ].join('<br>'),
    ]),
  );
}

function difference({field, from, to, breaks}: Difference): string {
  const change = `${markdownCode(wireName(field))}: ${value(from)} → ${value(to)}`;
  return breaks === undefined ? change : `${change} ⚠ breaking: ${markdownText(breaks.sentence)}`;
}

/** A value of a field as it was and as it should be. */
export function value(shown: unknown): string {
  if (shown === null || shown === undefined) return 'none';
  if (!Array.isArray(shown)) return code(shown);
  return shown.length === 0 ? 'none' : shown.map(code).join(', ');
}

function code(shown: unknown): string {
  return markdownCode(typeof shown === 'string' ? shown : JSON.stringify(shown));
}

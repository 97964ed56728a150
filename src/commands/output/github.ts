import {appendFile} from 'node:fs/promises';
import {isInSync} from '../../engine/plan.js';
import {Problem, reasonOf} from '../../model/errors.js';
import type {Io} from '../command.js';
import {variable} from '../environment.js';
import {markdownText} from '../exporters/markdown.js';
import {statusTable} from '../exporters/status-table.js';
import {type EvaluatedSteps, statusLines} from './report.js';
import {writeWorkflowCommand} from './workflow-commands.js';

export type OnEvaluated = (domain: string, statuses: EvaluatedSteps) => Promise<void>;

/**
 * In a GitHub Actions job: adds an annotation for each step that is not in sync, and a table to the
 * job summary. Undefined elsewhere.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function createGitHubReporter({
  env,
  stderr,
}: Pick<Io, 'env' | 'stderr'>): OnEvaluated | undefined {
  if (variable(env, 'GITHUB_ACTIONS') !== 'true') return undefined;
  const summary = variable(env, 'GITHUB_STEP_SUMMARY');
  return async (domain, statuses) => {
    // The runner reads both streams, and stdout may hold a JSON document.
    for (const line of annotations(domain, statuses)) writeWorkflowCommand(stderr, line);
    if (summary !== undefined) await append(summary, summaryOf(domain, statuses));
  };
}

export function annotations(domain: string, statuses: EvaluatedSteps): readonly string[] {
  return statuses.flatMap(each => {
    if (each.status.kind === 'in-sync') return [];
    const [head = '', ...lines] = statusLines([each]);
    const title = escapeProperty(`${domain}: ${head.replaceAll(/\s+/g, ' ')}`);
    const text = escapeData(lines.map(line => line.trim()).join('\n') || head);
    return [`::error title=${title}::${text}`];
  });
}

function summaryOf(domain: string, statuses: EvaluatedSteps): string {
  const state = isInSync(statuses) ? 'in sync' : 'not in sync';
  return `${[`### ${markdownText(domain)}: ${state}`, '', ...statusTable(statuses)].join('\n')}\n\n`;
}

async function append(file: string, text: string): Promise<void> {
  try {
    await appendFile(file, text);
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new Problem('file_unwritable', {
      message: `GITHUB_STEP_SUMMARY: ${file} can’t be written (${reason}).`,
      hint: 'The runner sets this variable. Outside GitHub Actions, unset GITHUB_ACTIONS.',
      cause,
    });
  }
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

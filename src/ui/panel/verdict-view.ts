import type {Breakage, Difference, StepStatus} from '../../engine/step-status.js';
import {changesOf, differencesOf} from '../../engine/step-status.js';
import {formatFirst, listDifference, wireName} from '../../text/format.js';
import {type Block, block, type Span, span} from '../block.js';
import {padEnd, widthOf} from '../text.js';
import type {Symbols} from '../theme.js';

/** Values of a list that are named one by one; the difference (d) has all. */
const mostListed = 8;
const mostInBrief = 4;

/** On an API that a thousand applications may call, the rest are a number. */
const mostNoted = 4;

const inSync = 'In sync: nothing to change.';

/** What a step will change, from what to what, and what that may break. */
export function verdictBlocks(
  status: StepStatus,
  width: number,
  symbols: Symbols,
): readonly Block[] {
  switch (status.kind) {
    case 'in-sync':
      return [block([span(`${symbols.done} `, 'good'), inSync], {aria: {label: inSync}})];
    case 'blocked':
      return [];
    case 'missing':
      return [
        block(span(titleOfMissing(status), 'strong')),
        ...differenceBlocks(status, width, symbols),
      ];
    case 'drift':
      return [
        block(span('Will change', 'strong')),
        ...differenceBlocks(status, width, symbols),
        ...breakageBlocks(status, symbols),
      ];
  }
}

function titleOfMissing(status: StepStatus): string {
  return changesOf(status).length > 0 ? 'Will be made' : 'Not there yet';
}

/** The same in one paragraph that stays in sight, for where lines are few. */
export function briefVerdictBlocks(status: StepStatus, symbols: Symbols): readonly Block[] {
  const differences = differencesOf(status);
  if (differences.length === 0) return verdictBlocks(status, 0, symbols);
  const made = status.kind === 'missing';
  const title = made ? titleOfMissing(status) : 'Will change';
  const each = differences.map(({field, from, to}) =>
    made ? wireName(field) : `${wireName(field)} ${inBrief(from, to, symbols)}`,
  );
  return [
    block([span(title, 'strong'), `   ${each.join(made ? ', ' : '; ')}`], {
      hang: 2,
      focus: 'focus',
    }),
    ...breakageBlocks(status, symbols, 'breaking: '),
  ];
}

function inBrief(from: unknown, to: unknown, symbols: Symbols): string {
  if (from === null) return worded(to);
  if (!isList(from) || !isList(to)) {
    return `${worded(from)} ${symbols.arrow} ${worded(to)}`;
  }
  const {added, removed} = compareLists(from, to);
  return formatFirst(
    [
      ...added.map(value => `${symbols.plus}${value}`),
      ...removed.map(value => `${symbols.minus}${value}`),
    ],
    mostInBrief,
  );
}

/** What stays and what else there is to know. */
export function findingBlocks(
  status: StepStatus,
  listed: 'kept-listed' | 'kept-unlisted',
  symbols: Symbols,
): readonly Block[] {
  const {kept, notes} = status;
  const stays =
    listed === 'kept-unlisted' && kept.length > 0
      ? [block(span(`${symbols.dot} ${kept.join(', ')}: kept as it is.`, 'muted'), {hang: 2})]
      : [];
  // Those that a breaking change affects are named with it.
  const named = changesOf(status).some(({breaks}) => (breaks?.affects.length ?? 0) > 0);
  const rest = notes.filter(({kind}) => !(named && kind === 'also-authorized'));
  return [
    ...stays,
    ...rest
      .slice(0, mostNoted)
      .map(({text}) => block(span(`${symbols.dot} ${text}`, 'muted'), {hang: 2})),
    ...(rest.length > mostNoted
      ? [block(span(`${symbols.dot} and ${rest.length - mostNoted} more like these`, 'muted'))]
      : []),
  ];
}

function differenceBlocks(status: StepStatus, width: number, symbols: Symbols): readonly Block[] {
  const differences = differencesOf(status);
  const names = differences.map(({field}) => wireName(field));
  const nameWidth = Math.min(Math.max(0, ...names.map(widthOf)), Math.floor(width / 3));
  return differences.flatMap((difference, index) =>
    rowsOf(difference, symbols).map((row, place) =>
      block(
        [span(padEnd(place === 0 ? (names[index] ?? '') : '', nameWidth), 'muted'), '   ', ...row],
        {
          indent: 2,
          hang: nameWidth + 5,
          ...(difference.breaks !== undefined && place === 0
            ? {aside: span(`${symbols.warning} breaking`, 'warning')}
            : {}),
        },
      ),
    ),
  );
}

function rowsOf({from, to}: Difference, symbols: Symbols): readonly (readonly Span[])[] {
  if (isList(from) && isList(to)) {
    const {added, removed} = compareLists(from, to);
    const rows = [
      ...added.map(value => [span(`${symbols.plus} ${value}`, 'good')]),
      ...removed.map(value => [span(`${symbols.minus} ${value}`, 'warning')]),
    ];
    const left = rows.length - mostListed;
    // One more takes the line that says so.
    if (left <= 1) return rows;
    return [...rows.slice(0, mostListed), [span(`and ${left} more`, 'muted')]];
  }
  if (from === null) return [[span(worded(to), 'strong')]];
  return [[span(worded(from)), span(` ${symbols.arrow} `, 'muted'), span(worded(to), 'strong')]];
}

/** What breaks, a sentence each; `title` for where no difference beside it says that one does. */
function breakageBlocks(status: StepStatus, symbols: Symbols, title = ''): readonly Block[] {
  const all = changesOf(status).flatMap(({breaks}) => (breaks === undefined ? [] : [breaks]));
  const sentences = [...new Set(all.map(({sentence}) => sentence))];
  return sentences.map((sentence, index) => {
    const affected = index === sentences.length - 1 ? affectedSpans(all) : [];
    return block([span(`${symbols.warning} ${title}`, 'warning'), sentence, ...affected], {
      indent: 2,
      hang: 4,
    });
  });
}

function affectedSpans(breakages: readonly Breakage[]): readonly Span[] {
  const names = new Set(
    breakages.flatMap(({affects}) => affects.map(({name, clientId}) => name ?? clientId)),
  );
  if (names.size === 0) return [];
  const shown = [...names].slice(0, 4).join(', ');
  const more = names.size > 4 ? ` and ${names.size - 4} more` : '';
  return [span(' Also authorized for this API: '), span(shown, 'strong'), span(`${more}.`)];
}

/** A difference in a few words, for a list of steps. */
export function inWords({field, from, to}: Difference): string {
  if (field === 'allowAllScopes') return 'gets every permission of the API';
  if (field === 'authorized') return 'is authorized, should not be';
  if (isList(from) && isList(to)) {
    const {added, removed} = compareLists(from, to);
    return [
      ...(added.length > 0 ? [`lacks ${formatFirst(added)}`] : []),
      ...(removed.length > 0 ? [`should not have ${formatFirst(removed)}`] : []),
    ].join('; ');
  }
  return from === null ? `should have ${worded(to)}` : `${worded(from)}, should be ${worded(to)}`;
}

function compareLists(from: readonly unknown[], to: readonly unknown[]) {
  return listDifference(from.map(worded), to.map(worded));
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

export function worded(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (isList(value)) return value.length === 0 ? 'none' : value.map(worded).join(', ');
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

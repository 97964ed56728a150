import type {ReactNode} from 'react';
import type {Breakage, Difference, StepStatus} from '../../engine/step-status.js';
import {changesOf, labeledDifferences} from '../../engine/step-status.js';
import {fieldLabel} from '../../model/labels.js';
import {formatFirst, listDifference} from '../../text/format.js';
import {Paragraph} from '../layout.js';
import {padEnd, truncateMiddle, widthOf} from '../text.js';
import {Good, Muted, Strong, type Symbols, useSymbols, Warning} from '../theme.js';

/** At most this many list values are shown individually; the exact requests (`d`) show all. */
const maxListRows = 8;
const maxBriefItems = 4;

/** Columns of a value where there are few lines, and of another application's name. */
const maxBriefWidth = 40;

/** At most this many notes are shown: a thousand applications may be authorized for an API. */
const maxNotes = 4;

const inSync = 'In sync. Nothing to change.';

interface StatusProps {
  readonly status: StepStatus;
}

/** What a step will change, and what that may break. */
export function Changes({status, width}: StatusProps & {readonly width: number}): ReactNode {
  switch (status.kind) {
    case 'in-sync':
      return <InSync />;
    case 'blocked':
      return null;
    case 'missing':
    case 'drift':
      return (
        <>
          <Paragraph>
            <Strong>{titleOf(status)}</Strong>
          </Paragraph>
          <Differences status={status} width={width} />
          {status.kind === 'drift' && <Breakages status={status} />}
        </>
      );
  }
}

function InSync(): ReactNode {
  const {done} = useSymbols();
  return (
    <Paragraph aria-label={inSync}>
      <Good>{`${done} `}</Good>
      {inSync}
    </Paragraph>
  );
}

function titleOf(status: StepStatus): string {
  if (status.kind !== 'missing') return 'Changes';
  return changesOf(status).length > 0 ? 'Will be created' : 'Not created yet';
}

/** The same in one paragraph, if there are few lines. */
export function BriefChanges({status}: StatusProps): ReactNode {
  const symbols = useSymbols();
  const differences = labeledDifferences(status);
  if (differences.length === 0) return <Changes status={status} width={0} />;
  const isMissing = status.kind === 'missing';
  const each = differences.map(difference =>
    isMissing
      ? fieldLabel(difference.field)
      : `${fieldLabel(difference.field)} ${formatBriefly(difference, symbols)}`,
  );
  return (
    <>
      <Paragraph hang={2} focus>
        <Strong>{titleOf(status)}</Strong>
        {`   ${each.join(isMissing ? ', ' : '; ')}`}
      </Paragraph>
      <Breakages status={status} title="breaking: " />
    </>
  );
}

function formatBriefly({from, to}: Difference, symbols: Symbols): string {
  const shorten = (value: string) => truncateMiddle(value, maxBriefWidth, symbols.ellipsis);
  if (from === null) return shorten(displayValue(to));
  if (!isList(from) || !isList(to)) {
    return `${shorten(displayValue(from))} ${symbols.arrow} ${shorten(displayValue(to))}`;
  }
  const {added, removed} = compareLists(from, to);
  return formatFirst(
    [
      ...added.map(value => `${symbols.plus}${shorten(value)}`),
      ...removed.map(value => `${symbols.minus}${shorten(value)}`),
    ],
    maxBriefItems,
  );
}

interface KeptAndNotesProps extends StatusProps {
  /** Whether the question already lists what is kept. */
  readonly listsKept: boolean;
  /** Columns of a sentence; longer ones lose their middle. */
  readonly maxWidth: number;
}

/** What is kept, and the notes. */
export function KeptAndNotes({status, listsKept, maxWidth}: KeptAndNotesProps): ReactNode {
  const {dot, ellipsis} = useSymbols();
  const {kept, notes} = status;
  // Applications that a breaking change affects are named with that change.
  const namesAffected = changesOf(status).some(({breaks}) => (breaks?.affects.length ?? 0) > 0);
  const rest = notes.filter(({kind}) => !(namesAffected && kind === 'also-authorized'));
  const sentences = [
    ...(!listsKept && kept.length > 0 ? [`Kept: ${kept.join(', ')}.`] : []),
    ...rest.slice(0, maxNotes).map(({text}) => text),
    ...(rest.length > maxNotes ? [`${rest.length - maxNotes} more like these.`] : []),
  ];
  return sentences.map(sentence => (
    <Paragraph key={sentence} hang={2}>
      <Muted>{`${dot} ${truncateMiddle(sentence, maxWidth, ellipsis)}`}</Muted>
    </Paragraph>
  ));
}

function Differences({status, width}: StatusProps & {readonly width: number}): ReactNode {
  const symbols = useSymbols();
  const differences = labeledDifferences(status);
  const widest = Math.max(0, ...differences.map(({field}) => widthOf(fieldLabel(field))));
  const nameWidth = Math.min(widest, Math.floor(width / 3));
  return differences.flatMap(difference =>
    rowsOf(difference, symbols).map((row, rowIndex) => {
      const isFirst = rowIndex === 0;
      return (
        <Paragraph
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no identity but its place.
          key={`${difference.field} ${rowIndex}`}
          indent={2}
          hang={nameWidth + 5}
          aside={
            isFirst &&
            difference.breaks !== undefined && <Warning>{`${symbols.warning} breaking`}</Warning>
          }
        >
          <Muted>{padEnd(isFirst ? fieldLabel(difference.field) : '', nameWidth)}</Muted>
          {'   '}
          {row}
        </Paragraph>
      );
    }),
  );
}

function rowsOf({from, to}: Difference, symbols: Symbols): readonly ReactNode[] {
  if (isList(from) && isList(to)) {
    const {added, removed} = compareLists(from, to);
    const rows = [
      ...added.map(value => <Good key={value}>{`${symbols.plus} ${value}`}</Good>),
      ...removed.map(value => <Warning key={value}>{`${symbols.minus} ${value}`}</Warning>),
    ];
    const hiddenCount = rows.length - maxListRows;
    // “and 1 more” would take the same line as the value itself.
    if (hiddenCount <= 1) return rows;
    return [...rows.slice(0, maxListRows), <Muted key="">{`and ${hiddenCount} more`}</Muted>];
  }
  if (from === null) return [<Strong key="">{displayValue(to)}</Strong>];
  return [<FromTo key="" from={displayValue(from)} to={displayValue(to)} />];
}

function FromTo({from, to}: {readonly from: string; readonly to: string}): ReactNode {
  const {arrow} = useSymbols();
  return (
    <>
      {from}
      <Muted>{` ${arrow} `}</Muted>
      <Strong>{to}</Strong>
    </>
  );
}

interface BreakagesProps extends StatusProps {
  /** Set if nothing next to it marks the change as breaking. */
  readonly title?: string;
}

function Breakages({status, title = ''}: BreakagesProps): ReactNode {
  const {warning} = useSymbols();
  const all = changesOf(status).flatMap(({breaks}) => (breaks === undefined ? [] : [breaks]));
  const sentences = [...new Set(all.map(({sentence}) => sentence))];
  return sentences.map((sentence, index) => (
    <Paragraph key={sentence} indent={2} hang={4}>
      <Warning>{`${warning} ${title}`}</Warning>
      {sentence}
      {index === sentences.length - 1 && <AffectedClients breakages={all} />}
    </Paragraph>
  ));
}

function AffectedClients({breakages}: {readonly breakages: readonly Breakage[]}): ReactNode {
  const {ellipsis} = useSymbols();
  const names = new Set(
    breakages.flatMap(({affects}) => affects.map(({name, clientId}) => name ?? clientId)),
  );
  if (names.size === 0) return null;
  const more = names.size > 4 ? ` and ${names.size - 4} more` : '';
  const shown = [...names].slice(0, 4).map(name => truncateMiddle(name, maxBriefWidth, ellipsis));
  return (
    <>
      {' Also authorized for this API: '}
      <Strong>{shown.join(', ')}</Strong>
      {`${more}.`}
    </>
  );
}

/** A labeled difference in a few words, for the overview. */
export function describeDifference({field, from, to}: Difference): string {
  if (field === 'allowAllScopes') return 'has all permissions of the API';
  if (field === 'authorized') return 'authorized, shouldn’t be';
  if (isList(from) && isList(to)) {
    const {added, removed} = compareLists(from, to);
    return [
      ...(added.length > 0 ? [`missing: ${formatFirst(added)}`] : []),
      ...(removed.length > 0 ? [`extra: ${formatFirst(removed)}`] : []),
    ].join('; ');
  }
  return from === null
    ? `should be ${displayValue(to)}`
    : `${displayValue(from)}, should be ${displayValue(to)}`;
}

function compareLists(from: readonly unknown[], to: readonly unknown[]) {
  return listDifference(from.map(displayValue), to.map(displayValue));
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function displayValue(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (isList(value)) return value.length === 0 ? 'none' : value.map(displayValue).join(', ');
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

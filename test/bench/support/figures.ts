/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  /** What was aimed at, and whether it was reached. */
  readonly target?: {readonly text: string; readonly met: boolean};
}

/** A subject of the benchmark: what `npm run bench -- NAME` runs. */
export interface Part {
  readonly name: string;
  readonly title: string;
  run(): Promise<readonly Row[]>;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = low] = [
    sorted[Math.ceil(middle) - 1],
    sorted[Math.floor(middle)],
  ];
  return (low + high) / 2;
}

/** `1.21 (1.15–1.40)`: the median, and between which ends. */
export function formatSpread(values: readonly number[], digits = 2): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const formatNumber = (value: number) => value.toFixed(digits);
  return `${formatNumber(median(values))} (${formatNumber(low)}–${formatNumber(high)})`;
}

/** Each figure over the one that was measured beside it. */
export function ratios(values: readonly number[], base: readonly number[]): readonly number[] {
  return values.map((value, index) => value / (base[index] ?? Number.NaN));
}

/** A row whose median must not be above a limit; without a limit it only tells. */
export function ratioRow(what: string, values: readonly number[], limit?: number): Row {
  return {
    what,
    measured: formatSpread(values),
    ...(limit !== undefined && limitOf(limit, median(values))),
  };
}

/** Milliseconds, and beside them how many times another program's; the limit is for those. */
export function timeRow(
  what: string,
  ms: readonly number[],
  base: {readonly name: string; readonly ms: readonly number[]},
  limit?: number,
): Row {
  const times = ratios(ms, base.ms);
  return {
    what,
    measured: `${formatSpread(ms, 0)} ms, ${median(times).toFixed(1)} times ${base.name}`,
    ...(limit !== undefined && limitOf(limit, median(times), ' times')),
  };
}

export function limitOf(limit: number, value: number, unit = ''): Required<Pick<Row, 'target'>> {
  return {target: {text: `≤ ${limit}${unit}`, met: value <= limit}};
}

/**
 * Measures several things in turn, round by round, so that whatever else the machine does falls
 * on all of them alike. A first round warms up and is not counted.
 */
export async function measureInTurn<Name extends string>(
  rounds: number,
  trials: Readonly<Record<Name, () => Promise<number>>>,
): Promise<(name: Name) => readonly number[]> {
  const measured = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round += 1) {
    progress(`round ${round} of ${rounds}`);
    for (const name in trials) {
      const figure = await trials[name]();
      if (round > 0) measured.set(name, [...(measured.get(name) ?? []), figure]);
    }
  }
  return name => measured.get(name) ?? [];
}

export function progress(text: string): void {
  process.stderr.write(`  ${text}\n`);
}

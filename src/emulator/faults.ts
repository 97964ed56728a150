import type {Json} from './records.js';

/** What can go wrong with a request, as data: for tests, scenarios and the command line. */
export const faultKinds = [
  '429-reset',
  '429-retry-after',
  '429-bare',
  'used-up',
  '500',
  '502-html',
  '503',
  'reset-before',
  'reset-after',
  'hang',
  'truncated',
  'stalled',
  'html-200',
  'token-expired',
  'permission-withdrawn',
  'slow',
  'store-differently',
  'late-after-reset',
  'late-after-504',
  'answer',
] as const;

export type FaultKind = (typeof faultKinds)[number];

export interface FaultRule {
  readonly kind: FaultKind;
  /** Any method where absent. */
  readonly method?: string;
  /** A path without its query, `*` standing for any characters; any path where absent. */
  readonly path?: string;
  /**
   * Which of the requests that method and path match, from 1: one, several, or all from one on;
   * every one where absent.
   */
  readonly nth?: number | readonly number[] | {readonly from: number};
  /** `429-*` and `used-up`: how long the limit lasts (default 1). */
  readonly seconds?: number;
  /** `slow` and `late-*`: by how much (default 1000). */
  readonly delayMs?: number;
  /** `permission-withdrawn`: the scopes that the answer names. */
  readonly scopes?: readonly string[];
  /** `store-differently`: fields of the body that are stored so instead; null: dropped. */
  readonly fields?: {readonly [field: string]: Json};
  /** `answer`: what is said in place of the tenant's own answer (default: 200 without a body). */
  readonly answer?: {
    readonly status?: number;
    /** Text goes as it is; anything else as JSON. */
    readonly body?: Json;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

interface ArmedRule {
  readonly rule: FaultRule;
  readonly path: RegExp;
  matches: number;
}

/** Holds the rules and counts, for each, the requests that it matched. */
export class FaultInjector {
  #armed: ArmedRule[] = [];

  constructor(rules: readonly FaultRule[] = []) {
    for (const rule of rules) this.add(rule);
  }

  get rules(): readonly FaultRule[] {
    return this.#armed.map(({rule}) => rule);
  }

  /** Counting starts now. The function that comes back takes the rule out again. */
  add(rule: FaultRule): () => void {
    const armed = {rule, path: pathPattern(rule.path ?? '*'), matches: 0};
    this.#armed.push(armed);
    return () => {
      this.#armed = this.#armed.filter(other => other !== armed);
    };
  }

  clear(): void {
    this.#armed = [];
  }

  /** Counts the request, and says which rule strikes: the first that was added. */
  match(method: string, path: string): FaultRule | undefined {
    const matching = this.#armed.filter(
      ({rule, path: pattern}) =>
        (rule.method === undefined || rule.method.toUpperCase() === method) && pattern.test(path),
    );
    for (const armed of matching) armed.matches += 1;
    return matching.find(({rule, matches}) => isDue(rule, matches))?.rule;
  }
}

function isDue({nth}: FaultRule, count: number): boolean {
  if (nth === undefined) return true;
  if (typeof nth === 'number') return nth === count;
  return 'from' in nth ? count >= nth.from : nth.includes(count);
}

function pathPattern(glob: string): RegExp {
  const parts = glob.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

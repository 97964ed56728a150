import {
  foldEntries,
  type Journal,
  type JournalEntry,
  type RunRecord,
} from '../../../src/engine/journal/journal.js';
import {parseEntry} from '../../../src/engine/journal/journal-schema.js';

/** A journal with the file's lines, in memory. */
export class MemoryJournal implements Journal {
  readonly #lines: string[] = [];
  #writes = 0;

  constructor(domain: string) {
    const startedAt = new Date(0).toISOString();
    this.#note({type: 'run', version: 2, run: 'a run', domain, startedAt});
  }

  async intent(...[change, before]: Parameters<Journal['intent']>): Promise<number> {
    this.#writes += 1;
    this.#note({type: 'intent', write: this.#writes, change, before});
    return this.#writes;
  }

  async outcome(
    ...[write, {status, snapshot: written}]: Parameters<Journal['outcome']>
  ): Promise<void> {
    this.#note({type: 'outcome', write, status, after: written});
  }

  async failed(write: number, code: string): Promise<void> {
    this.#note({type: 'failed', write, code});
  }

  async end(): Promise<void> {
    this.#note({type: 'end'});
  }

  record(): RunRecord {
    const record = foldEntries(this.#lines.flatMap(line => parseEntry(line) ?? []));
    if (record === undefined) throw new Error('a journal begins with its run');
    return record;
  }

  #note(entry: JournalEntry): void {
    this.#lines.push(JSON.stringify(entry));
  }
}

import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type DemoTenant, startDemoTenant} from '../../../src/emulator/server.js';
import type {Journal, RunRecord} from '../../../src/engine/journal/journal.js';
import {type JournalFileOptions, journalFile} from '../../../src/engine/journal/journal-file.js';
import {readJournals} from '../../../src/engine/journal/run-history.js';

/** Where one test keeps its journals. */
export class JournalFolder {
  readonly path: string;
  readonly #domain: string;

  private constructor(path: string, {domain}: DemoTenant) {
    this.path = path;
    this.#domain = domain;
  }

  static async for(tenant: DemoTenant): Promise<JournalFolder> {
    return new JournalFolder(await mkdtemp(join(tmpdir(), 'timesheets-journals-')), tenant);
  }

  journal(options: Pick<JournalFileOptions, 'undoes' | 'now'> = {}): Journal {
    return journalFile({folder: this.path, domain: this.#domain, ...options});
  }

  runs(): Promise<readonly RunRecord[]> {
    return readJournals(this.path, this.#domain);
  }

  /** The files with their paths, oldest first. */
  async files(): Promise<readonly {readonly path: string; readonly text: string}[]> {
    const entries = await readdir(this.path, {recursive: true, withFileTypes: true});
    const paths = entries
      .filter(entry => entry.isFile())
      .map(file => join(file.parentPath, file.name));
    return await Promise.all(
      paths.sort().map(async path => ({path, text: await readFile(path, 'utf8')})),
    );
  }

  remove(): Promise<void> {
    return rm(this.path, {recursive: true, force: true});
  }
}

/** A tenant and a journal folder for one test, which concurrent tests don't share. */
export async function withTenant(
  scenario: string,
  act: (tenant: DemoTenant, journals: JournalFolder) => Promise<void>,
): Promise<void> {
  const tenant = await startDemoTenant({scenario});
  const journals = await JournalFolder.for(tenant);
  try {
    await act(tenant, journals);
  } finally {
    await tenant.close();
    await journals.remove();
  }
}

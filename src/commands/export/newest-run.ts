import type {RunRecord} from '../../engine/journal.js';
import {readJournals} from '../../engine/journal-reading.js';

/** The newest run that wrote to the tenant, an undo included. */
export async function newestRun(folder: string, domain: string): Promise<RunRecord | undefined> {
  const records = await readJournals(folder, domain);
  return records.findLast(({writes}) => writes.length > 0);
}

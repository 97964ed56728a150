import type {RunRecord} from '../../engine/journal/journal.js';
import {findNewestRun} from '../../engine/journal/run-history.js';

/** The newest run that wrote to the tenant, an undo included. */
export async function newestRun(folder: string, domain: string): Promise<RunRecord | undefined> {
  return await findNewestRun(folder, domain);
}

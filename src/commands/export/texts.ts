import type {HandOver} from '../../wizard/ports.js';

export async function exportText(id: string, _handOver: HandOver): Promise<string> {
  return id;
}

import type {Journal} from '../../src/engine/journal/journal.js';

export const noJournal: Journal = {
  intent: async () => 0,
  outcome: async () => {},
  failed: async () => {},
  end: async () => {},
};

import type {CallEvent} from '../engine/call.js';
import type {Outcome} from '../engine/outcome.js';
import type {Proof} from '../engine/prove.js';
import type {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import type {KeyFile, MissingPermissions, Session} from './ports.js';
import type {ExportPreview, Notice, Overlay} from './state.js';
import type {Edit} from './text-edit.js';

/** What the user wants to do, independent of the key. */
export type Intent =
  | {readonly type: 'accept'}
  | {readonly type: 'back'}
  /** `by`: number of options to move the focus. */
  | {readonly type: 'move'; readonly by: number}
  /** Chooses the option at this index (from 0). */
  | {readonly type: 'pick'; readonly index: number}
  | {readonly type: 'toggle'}
  | {readonly type: 'flip'; readonly to: 'on' | 'off' | 'other'}
  | {readonly type: 'edit'; readonly change: Edit}
  | {readonly type: 'search'; readonly to: 'open' | 'closed'}
  | {readonly type: 'retry'}
  | {readonly type: 'sign-in-again'}
  | {readonly type: 'cancel'}
  | {readonly type: 'overlay'; readonly overlay: Overlay}
  | {readonly type: 'scroll'; readonly by: number}
  | {readonly type: 'open-page'}
  | {readonly type: 'copy'}
  /** Saves the displayed text to a file. */
  | {readonly type: 'save'}
  | {readonly type: 'leave'}
  | {readonly type: 'interrupt'};

/** `key` is the effect's; a result with another key is ignored. */
export type EffectResult =
  | {readonly type: 'called'; readonly event: CallEvent; readonly at: number}
  | {readonly type: 'signed-in'; readonly key: string; readonly session: Session}
  | {
      readonly type: 'observed';
      readonly key: string;
      readonly observed: Observed;
      readonly missingPermissions: readonly MissingPermissions[];
    }
  | {readonly type: 'applied'; readonly key: string; readonly outcome: Outcome}
  | {readonly type: 'proved'; readonly key: string; readonly proof: Proof}
  | {
      readonly type: 'rotated';
      readonly key: string;
      readonly notice: Notice;
      /** Names the file with the new secret. */
      readonly summaryLine?: string;
    }
  | {readonly type: 'failed'; readonly key: string; readonly problem: Problem}
  /** The contents of a key file whose path the user typed. */
  | {
      readonly type: 'key-read';
      readonly id: number;
      readonly path: string;
      readonly keyFile: KeyFile;
    }
  | {readonly type: 'noticed'; readonly notice: Notice}
  | {
      readonly type: 'task-done';
      readonly id: number;
      readonly notice: Notice;
      readonly preview?: ExportPreview;
      /** A sentence for the summary. */
      readonly summaryLine?: string;
    };

export type Event = Intent | EffectResult;

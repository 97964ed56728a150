import type {Field} from '../../wizard/state.js';
import type {Symbols} from '../theme.js';

/** What a question needs to know of where it is shown. */
export interface Asking {
  readonly focus: 'focus' | 'none';
  readonly field: Field;
  /** Columns for the question. */
  readonly width: number;
  /** Lines that its options may take before they are shown by the page. */
  readonly room: number;
  /** Hidden where something more urgent needs the lines. */
  readonly reasons: 'shown' | 'hidden';
  /** Columns that labels of a form share. */
  readonly labelWidth: number;
  readonly symbols: Symbols;
}

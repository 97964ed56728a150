import {renderToString} from 'ink';
import type {ReactNode} from 'react';
import {describe, expect, it} from 'vitest';
import {Footer} from '../../src/ui/footer.js';
import {activeBindings, type Context, formatKey, intentOf, keymap} from '../../src/ui/keymap.js';
import {Lines} from '../../src/ui/layout.js';
import {KeyHelp} from '../../src/ui/overlays/help.js';
import {symbolSets} from '../../src/ui/theme.js';

const {unicode} = symbolSets;
const textField: ReadonlySet<Context> = new Set(['text', 'step', 'can-go-back', 'has-page']);
const multiselect: ReadonlySet<Context> = new Set<Context>([
  'letter-keys',
  'list',
  'multiselect',
  'step',
  'can-go-back',
]);

function renderText(node: ReactNode, width = 80): string {
  return renderToString(<Lines width={width}>{node}</Lines>, {columns: width});
}

describe('the keymap', () => {
  it('treats every letter as text in a text field', () => {
    for (const letter of 'abcdefghijklmnopqrstuvwxyz0123456789?/ ') {
      expect(intentOf({kind: 'text', text: letter}, textField)).toEqual({
        type: 'edit',
        change: {edit: 'insert', text: letter},
      });
    }
  });

  it('has no letter binding in text fields', () => {
    const letters = activeBindings(textField).flatMap(({keys}) =>
      keys.filter(key => key.length === 1),
    );
    expect(letters).toEqual([]);
  });

  it('builds the help from the same table as the key handling', () => {
    const help = renderText(<KeyHelp contexts={multiselect} scrolls />);
    for (const binding of activeBindings(multiselect)) {
      if (binding.place === undefined) continue;
      expect(help).toContain(formatKey(binding, unicode));
      expect(help).toContain(binding.action);
      const [key = ''] = binding.keys;
      const pressed =
        key.length === 1
          ? ({kind: 'text', text: key} as const)
          : ({kind: 'named', name: key} as const);
      expect(intentOf(pressed, multiselect)).toBeDefined();
    }
    expect(help).not.toContain('delete left');
  });

  it('shows the help key in every footer, however narrow', () => {
    for (const width of [8, 20, 40, 80]) {
      expect(renderText(<Footer contexts={multiselect} width={width} />, width)).toMatch(
        /\? help$/,
      );
      expect(renderText(<Footer contexts={textField} width={width} />, width)).toMatch(/F1 help$/);
    }
  });

  it('has Ctrl-C and F1 in every state', () => {
    const all: readonly (readonly Context[])[] = [
      [],
      ['text'],
      ['overlay', 'letter-keys'],
      ['busy', 'letter-keys'],
      ['text', 'searching'],
    ];
    for (const contexts of all) {
      expect(intentOf({kind: 'named', name: 'ctrl-c'}, new Set(contexts))).toEqual({
        type: 'interrupt',
      });
      expect(intentOf({kind: 'named', name: 'f1'}, new Set(contexts))).toMatchObject({
        overlay: 'help',
      });
    }
  });

  it('labels every binding', () => {
    for (const {action, keys} of keymap) {
      expect(action).not.toBe('');
      expect(keys).not.toEqual([]);
    }
  });
});

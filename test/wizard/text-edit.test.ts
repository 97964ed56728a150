import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {applyEdit, type Edit, graphemes} from '../../src/wizard/text-edit.js';

const all = (text: string, ...changes: readonly Edit[]) =>
  changes.reduce(applyEdit, {text, caret: graphemes(text).length}).text;

describe('edit', () => {
  it('deletes whole graphemes', () => {
    expect(all('a👩‍👩‍👧é', {edit: 'erase', what: 'left'})).toBe('a👩‍👩‍👧');
    expect(all('a👩‍👩‍👧', {edit: 'erase', what: 'left'})).toBe('a');
  });

  it('inserts at the caret', () => {
    expect(
      all(
        'ac',
        {edit: 'caret', to: 'left'},
        {edit: 'insert', text: 'b'},
        {edit: 'insert', text: 'x'},
      ),
    ).toBe('abxc');
  });

  it('keeps the start of a megabyte, so that the next key is handled soon', () => {
    const text = all(
      'ac',
      {edit: 'insert', text: '日'.repeat(333_333)},
      {edit: 'insert', text: 'x'},
    );
    expect(text.startsWith('ac日')).toBe(true);
    expect(text.length).toBeLessThan(20_000);
  });

  it('deletes a word up to a URL’s separator', () => {
    expect(all('https://api.acme.com/time', {edit: 'erase', what: 'word'})).toBe(
      'https://api.acme.com/',
    );
  });

  it('keeps the caret within the text after any edits', () => {
    const changes = fc.constantFrom<Edit>(
      {edit: 'insert', text: 'é日'},
      {edit: 'erase', what: 'left'},
      {edit: 'erase', what: 'right'},
      {edit: 'erase', what: 'word'},
      {edit: 'erase', what: 'to-start'},
      {edit: 'caret', to: 'left'},
      {edit: 'caret', to: 'start'},
      {edit: 'caret', to: 'end'},
    );
    fc.assert(
      fc.property(fc.string({unit: 'grapheme'}), fc.array(changes), (text, list) => {
        const {text: after, caret} = list.reduce(applyEdit, {text, caret: 0});
        expect(caret).toBeGreaterThanOrEqual(0);
        expect(caret).toBeLessThanOrEqual(graphemes(after).length);
      }),
    );
  });
});

import {expect, test} from 'vitest';
import {manPage} from '../../src/commands/man-page.js';
import {commands, optionRows} from '../../src/commands/option-table.js';

const page = manPage('1.2.3');

test('the manual names every command and every option', () => {
  const plain = page.replaceAll('\\-', '-');
  for (const name of Object.keys(optionRows)) expect(plain).toContain(`--${name}`);
  for (const name of Object.keys(commands).filter(command => command !== 'wizard')) {
    expect(plain).toMatch(new RegExp(`^\\.B ${name}`, 'm'));
  }
  expect(page).toContain('timesheets\\-setup 1.2.3');
});

test('no line of text is taken for a request of roff', () => {
  const requests = page.split('\n').filter(line => /^[.']/.test(line));
  for (const line of requests) expect(line).toMatch(/^\.(TH|SH|SS|TP|B|br|nf|fi|PP)\b/);
});

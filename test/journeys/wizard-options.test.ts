import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {runProgram} from './support/headless.js';
import {startStage} from './support/tenant.js';
import {ProgramInTerminal} from './support/terminal.js';
import {wizardExamples} from './support/wizard-options.js';

test.each(wizardExamples.map(example => [example.line, example] as const))(
  'the wizard with %s',
  async (line, {scenario, env, screens, exits}) => {
    const here = await startStage(scenario);
    onTestFinished(() => here.close());
    const {stdout} = await runProgram(['export', 'blueprint', '--app-name', 'Theirs']);
    await writeFile(join(here.folder, 'blueprint.json'), stdout);
    const job = here.tenant.store.clients.find(({name}) => name === 'Timesheets Import Job');
    const filled = line
      .replaceAll('FOLDER', here.folder)
      .replaceAll('URL', here.tenant.url)
      .replaceAll('JOB', job?.client_id ?? '');
    const wizard = new ProgramInTerminal(filled.split(' '), {env: {...here.env, ...env}});
    onTestFinished(() => wizard.dispose());
    for (const [text, key] of screens) {
      await wizard.waitForText(text);
      wizard.press(key);
    }
    expect(await wizard.waitForExit()).toBe(exits);
    if (line.includes('--debug')) {
      expect(await readFile(join(here.folder, 'log'), 'utf8')).toContain('"/oauth/token"');
    }
  },
);

import {onTestFinished, test} from 'vitest';
import {damagedSettings, expectNoDefaults} from '../../journeys/support/damaged-settings.js';
import {startStage} from '../../journeys/support/tenant.js';
import {runCommand} from '../support/command-line.js';

test.each(Object.entries(damagedSettings))(
  'settings that are %s are never replaced by defaults',
  async (_, content) => {
    const here = await startStage('dashboard');
    onTestFinished(() => here.close());
    await expectNoDefaults(here, content, (args, env = {}) => runCommand(args, {env}));
  },
);

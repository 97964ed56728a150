import {describe, expect, it} from 'vitest';
import {driveScreenReader} from '../support/drive.js';
import {driftedStore, freshStore} from '../support/fake-stores.js';

describe('a screen reader', () => {
  it('gets the position, question and choice of every screen', async () => {
    const wizard = driveScreenReader(freshStore());
    await wizard.hears('Step 1 of 6: API, current');
    await wizard.hears('textbox: (selected) Name: Timesheets API');
    wizard.press('enter');
    await wizard.hears('textbox: (selected) Identifier: https://api.exampleco.com/timesheets');
    wizard.press('enter');
    await wizard.hears('radio: (checked, selected) Auth0');
    wizard.press('enter');
    await wizard.hears('Step 2 of 6: Signing algorithm, current');
    expect(wizard.said()).toContain('POST resource-servers: answered 201');
    expect(wizard.said()).toContain('radio: PS256');
    wizard.press('enter');
    await wizard.hears('checkbox: (checked, selected) read:timesheets');
    wizard.press(' ');
    await wizard.hears('checkbox: (selected) read:timesheets');
    wizard.press(' ');
    wizard.press('enter');
    await wizard.hears('textbox: (selected) Name: Timesheets Import Job');
    wizard.press('enter');
    await wizard.hears('checkbox: (checked, selected) Authorized: authorized');
    wizard.press('enter');
    await wizard.hears('checkbox: (checked, selected) batch:upload');
    wizard.press('enter');
    await wizard.hears('scope: passed: batch:upload, and nothing else');
    expect(wizard.said()).toContain('menu: (selected) Done');
  });

  it('gets drift as words, without drawing', async () => {
    const wizard = driveScreenReader(driftedStore());
    await wizard.hears('listitem: Signing: HS256, should be RS256, breaking');
    expect(wizard.said()).not.toMatch(/[─│❯●○✔≠]/);
  });

  it('can be used without arrow keys', async () => {
    const wizard = driveScreenReader(driftedStore());
    await wizard.hears('menu: (selected) Review each');
    wizard.press('2');
    await wizard.hears('(selected) Repair all 3');
    wizard.press('1');
    wizard.press('enter');
    await wizard.hears('radio: (checked, selected) RS256');
    wizard.press('j');
    await wizard.hears('radio: (checked, selected) PS256');
  });
});

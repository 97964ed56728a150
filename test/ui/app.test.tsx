import {describe, expect, it} from 'vitest';
import {kindOf} from '../../src/model/change.js';
import {Problem} from '../../src/model/errors.js';
import {documented} from '../../src/scenario/documented.js';
import {driveWizard, keys} from '../support/drive.js';
import {dashboardStore, driftedStore, freshStore} from '../support/fake-stores.js';

const screensBeforeProof = [
  /❯ Name/,
  /❯ Identifier/,
  /❯ ● Auth0/,
  /❯ ● RS256/,
  /❯ \[✔\] read:timesheets/,
  /❯ Name +Timesheets Import Job/,
  /❯ Authorized/,
  /❯ \[✔\] batch:upload/,
];

describe('pressing Enter throughout', () => {
  it('sets a fresh tenant up as documented, and proves it', async () => {
    const wizard = driveWizard(freshStore());
    await wizard.pressEnterOn(...screensBeforeProof);
    await wizard.waitForText('❯ Done');
    expect(wizard.frame()).toContain('✔ scope       batch:upload, and nothing else');
    const {resourceServers, clients, grants} = wizard.store;
    expect(resourceServers).toHaveLength(1);
    expect(resourceServers[0]).toMatchObject({
      name: 'Timesheets API',
      identifier: documented.resourceServer.identifier,
      signingAlg: 'RS256',
      scopes: documented.resourceServer.scopes,
    });
    expect(clients.filter(({name}) => name === 'Timesheets Import Job')).toHaveLength(1);
    expect(grants.map(({scope}) => scope)).toEqual([['batch:upload']]);
    wizard.type(keys.enter);
    expect(wizard.wizardStore.state().exit).toBe('done');
  });

  it('adopts the Dashboard’s test application with one rename, and creates no second one', async () => {
    const wizard = driveWizard(dashboardStore());
    await wizard.pressEnterOn(...screensBeforeProof);
    await wizard.waitForText('❯ Done');
    expect(wizard.tenant.writes.map(kindOf)).toEqual([
      'update-resource-server',
      'update-client',
      'update-client-grant',
    ]);
    expect(wizard.store.clients.map(({name}) => name)).toEqual(['Setup', 'Timesheets Import Job']);
  });

  it('writes nothing if a step is in sync, and says so', async () => {
    const wizard = driveWizard(dashboardStore());
    await wizard.waitForText('❯ Name');
    expect(wizard.frame()).toContain('✔ In sync. Nothing to change.');
    await wizard.pressEnterOn(...screensBeforeProof.slice(0, 4));
    await wizard.waitForText('Permissions');
    expect(wizard.tenant.writes).toEqual([]);
  });
});

describe('a change that Enter applies', () => {
  it.each([
    [80, 24],
    [60, 18],
    [40, 20],
  ])('is visible at %ix%i', async (columns, rows) => {
    const stores = [
      {store: freshStore(), writes: 4},
      {store: dashboardStore(), writes: 3},
    ];
    for (const {store, writes} of stores) {
      const wizard = driveWizard(store, {size: {columns, rows}});
      const seen: string[] = [];
      while (!wizard.frame().includes('❯ Done')) {
        await wizard.waitUntilIdle();
        if (wizard.frame().includes('enter apply')) seen.push(wizard.frame());
        wizard.type(keys.enter);
        await wizard.waitUntilIdle();
      }
      expect(seen).toHaveLength(writes);
      for (const frame of seen) {
        expect(frame).toMatch(/(Will be created|Changes)/);
        expect(frame).not.toMatch(/↓ \d+ more/);
      }
    }
  });
});

describe('a step', () => {
  it('shows the whole screen at 80x24', async () => {
    const wizard = driveWizard(driftedStore());
    await wizard.pressEnterOn('❯ Review each');
    await wizard.waitForText('Changes');
    expect(
      wizard
        .frame()
        .split('\n')
        .map(line => line.trimEnd()),
    ).toEqual([
      ' timesheets-setup                                             acme.eu.auth0.com',
      ` ${'─'.repeat(78)}`,
      ' = 1 API             Signing algorithm',
      ' ▸ 2 Signing         How Auth0 signs the access tokens that your API verifies.',
      ' ≠ 3 Permissions',
      ' = 4 Application     ❯ ● RS256   recommended  private and public key',
      ' ≠ 5 Access            ○ PS256   RS256 with RSA-PSS padding (not available on',
      ' ○ 6 Proof                       every plan)',
      '                       ○ HS256   one secret shared with your API',
      '',
      '                       Only Auth0 has the private key. Anyone can verify a',
      '                       token with the public key. Keys can rotate without',
      '                       redeploying your API, and one token can have several',
      '                       audiences.',
      '',
      '                     Changes',
      '                       Signing algorithm   HS256 → RS256             ⚠ breaking',
      '                       ⚠ If your API verifies tokens with the shared secret, it',
      '                         will reject new tokens until it uses the public key.',
      '                         Also authorized for this API: Payroll.',
      ` ${'─'.repeat(78)}`,
      ' ✔ GET client-grants                                               200    12 ms',
      ' ✔ GET clients                                                     200    12 ms',
      ' ↑↓ choose   enter continue   esc back   i why   d exact requests   ? help',
    ]);
  });

  it('keeps typed text when Esc goes back', async () => {
    const wizard = driveWizard(freshStore());
    await wizard.waitForText('❯ Name');
    wizard.type(' of mine');
    wizard.type(keys.enter);
    await wizard.waitForText('❯ Identifier');
    wizard.type('/v2');
    wizard.type(keys.escape);
    await wizard.waitForText(/❯ Name +Timesheets API of mine/);
    expect(wizard.frame()).toContain('https://api.exampleco.com/timesheets/v2');
  });

  it('takes letters as text in a text field, and as keys elsewhere', async () => {
    const wizard = driveWizard(freshStore());
    await wizard.waitForText('❯ Name');
    wizard.type('jkid?');
    await wizard.waitForText('Timesheets APIjkid?');
    wizard.type(keys.backspace.repeat(5));
    await wizard.pressEnterOn(/❯ Name/, /❯ Identifier/, /❯ ● Auth0/);
    await wizard.waitForText('❯ ● RS256');
    wizard.type('j');
    await wizard.waitForText('❯ ● PS256');
    wizard.type('3');
    await wizard.waitForText('❯ ● HS256');
  });

  it('rejects an invalid answer', async () => {
    const wizard = driveWizard(freshStore());
    await wizard.waitForText('❯ Name');
    wizard.type('<b>');
    await wizard.waitForText('can’t contain < or >');
    wizard.type(keys.enter);
    await wizard.waitForText('✖ A name can’t contain');
    expect(wizard.frame()).toContain('❯ Name');
  });

  it('stays open when it fails, and continues after r', async () => {
    let failures = 1;
    const wizard = driveWizard(dashboardStore(), {
      before: change => {
        if (kindOf(change) !== 'update-client' || failures === 0) return;
        failures -= 1;
        throw new Problem('refused', {message: 'The tenant refused this.', hint: 'Press r.'});
      },
    });
    await wizard.pressEnterOn(...screensBeforeProof.slice(0, 6));
    await wizard.waitForText('✖ The tenant refused this.');
    expect(wizard.frame()).toContain('✖ 4 Application');
    expect(wizard.frame()).toContain('✔ 3 Permissions');
    expect(wizard.frame()).toContain('r try again');
    wizard.type('r');
    await wizard.waitForText('❯ Authorized');
    expect(wizard.store.clients.map(({name}) => name)).toContain('Timesheets Import Job');
  });
});

describe('a breaking change', () => {
  it('is applied only after the tenant’s name is typed', async () => {
    const wizard = driveWizard(driftedStore());
    await wizard.pressEnterOn('❯ Review each', '❯ ● RS256');
    await wizard.waitForText('Type acme to apply the breaking change');
    wizard.type('Acme');
    wizard.type(keys.enter);
    await wizard.waitForText('✖ This doesn’t match acme');
    expect(wizard.tenant.writes).toEqual([]);
    wizard.type(`${keys.backspace.repeat(4)}acme`);
    wizard.type(keys.enter);
    await wizard.waitForText('▸ 3 Permissions');
    expect(wizard.store.resourceServers[0]?.signingAlg).toBe('RS256');
  });

  it('is confirmed once for all steps of Repair all', async () => {
    const wizard = driveWizard(driftedStore());
    await wizard.waitForText('❯ Review each');
    wizard.type(keys.right);
    await wizard.pressEnterOn('❯ Repair all 3');
    await wizard.waitForText('Type acme to apply the breaking changes');
    wizard.type('acme');
    wizard.type(keys.enter);
    await wizard.waitForText('❯ Done');
    expect(wizard.store.resourceServers[0]?.scopes?.map(({value}) => value)).toEqual([
      'read:timesheets',
      'create:timesheets',
      'delete:timesheets',
      'batch:upload',
      'admin:payroll',
      'approve:timesheets',
    ]);
    expect(wizard.store.grants.find(({id}) => id === 'cgr_2')?.scope).toEqual(['admin:payroll']);
  });
});

describe('changes by another admin', () => {
  it('are detected before anything is overwritten, and the step is shown again', async () => {
    const wizard = driveWizard(driftedStore());
    await wizard.pressEnterOn('❯ Review each', '❯ ● RS256');
    await wizard.waitForText('Type acme');
    const [api] = wizard.store.resourceServers;
    if (api !== undefined) wizard.store.resourceServers = [{...api, signingAlg: 'PS256'}];
    wizard.type('acme');
    wizard.type(keys.enter);
    await wizard.waitForText('Someone else changed the tenant');
    expect(wizard.frame()).toContain('PS256 → RS256');
    expect(wizard.tenant.writes).toEqual([]);
  });
});

it.each([
  ['a letter with Shift, outside ASCII', '\u001b[228;2u', 'abÄ!'],
  ['a letter with Caps Lock', '\u001b[97;65u', 'abA!'],
  ['a letter with Shift and Caps Lock', '\u001b[97;66u', 'aba!'],
  ['Backspace with Shift', '\u001b[127;2u', 'a!'],
  ['Ctrl-H', '\u001b[104;5u', 'a!'],
  ['Enter with Num Lock', '\u001b[13;129u', 'timesheets!'],
  ['Ctrl-M', '\u001b[109;5u', 'timesheets!'],
  ['Ctrl-I of modifyOtherKeys', '\u001b[27;5;105~', 'timesheets!'],
])('another program’s keyboard protocol works: %s', async (_, sequence, result) => {
  const wizard = driveWizard(freshStore());
  await wizard.waitForText('❯ Name');
  wizard.type('\u0015ab');
  await wizard.waitForText(/❯ Name +ab/);
  wizard.type(sequence);
  // After Enter, the next question has to be drawn first.
  await wizard.waitForText(result.startsWith('time') ? '❯ Identifier' : '❯ Name');
  wizard.type('!');
  await wizard.waitForText(new RegExp(`${result}$`, 'm'));
});

describe('names from the tenant', () => {
  it('are shown with their hidden characters escaped', async () => {
    const store = dashboardStore();
    const name = 'Timesheets API x\u001b]0;owned\u0007\u202eevil 日本語 (Test Application)';
    store.clients = store.clients.map(each => (each.clientId === 'test1' ? {...each, name} : each));
    const wizard = driveWizard(store);
    await wizard.pressEnterOn(...screensBeforeProof.slice(0, 5));
    await wizard.waitForText('Changes');
    await wizard.waitForText('x\\x1b]0;owned\\x07\\u202eevil 日本語');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is there is what it checks.
    expect(wizard.frame()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
  });
});

describe('window sizes', () => {
  it.each([
    [80, 24],
    [100, 40],
    [60, 24],
    [40, 20],
    [20, 12],
  ])('fit %i columns and %i rows, with the focus visible', async (columns, rows) => {
    const wizard = driveWizard(driftedStore(), {size: {columns, rows}});
    await wizard.waitForText('❯ Review each');
    wizard.type(keys.enter);
    await wizard.waitForText('❯ ● RS256');
    const lines = wizard.frame().split('\n');
    expect(lines.length).toBeLessThanOrEqual(rows);
    expect(Math.max(...lines.map(line => [...line].length))).toBeLessThanOrEqual(columns);
    wizard.type(keys.down);
    await wizard.waitForText('❯ ● PS256');
  });

  it('show the steps in one line if narrow', async () => {
    const wizard = driveWizard(driftedStore(), {size: {columns: 40, rows: 20}});
    await wizard.pressEnterOn('❯ Review each');
    await wizard.waitForText('▸ 2/6 Signing algorithm');
    expect(wizard.frame()).not.toContain('3 Permissions');
  });
});

describe('long lists', () => {
  it('can be searched, and matches can be selected', async () => {
    const store = driftedStore();
    const [api] = store.resourceServers;
    const many = Array.from({length: 995}, (_, index) => ({value: `s${index}:thing`}));
    if (api !== undefined) {
      store.resourceServers = [
        {...api, signingAlg: 'RS256', scopes: [...(api.scopes ?? []), ...many]},
      ];
    }
    const wizard = driveWizard(store);
    await wizard.pressEnterOn('❯ Review each', '❯ [✔] read:timesheets', '❯ Authorized');
    await wizard.waitForText('❯ [✔] batch:upload');
    wizard.type('/s777');
    await wizard.waitForText(/1 of 100\d/);
    wizard.type(keys.enter);
    wizard.type(' ');
    await wizard.waitForText('[✔] s777:thing');
    await wizard.waitForText('+ s777:thing');
    wizard.type(keys.escape);
    await wizard.waitForText(/below/);
  });
});

describe('overlays', () => {
  it('show keys, reasons, the exact change and the HTTP requests, and close with Esc', async () => {
    const wizard = driveWizard(driftedStore());
    await wizard.pressEnterOn('❯ Review each');
    await wizard.waitForText('❯ ● RS256');
    for (const [key, text] of [
      ['?', 'Keys on this screen'],
      ['i', 'With RS256, Auth0 signs with a private key'],
      ['d', '"signingAlg": "RS256"'],
      ['h', 'Requests, newest first'],
    ] as const) {
      wizard.type(key);
      await wizard.waitForText(text);
      wizard.type(keys.escape);
      await wizard.waitForText('❯ ● RS256');
    }
    wizard.type(keys.f1);
    await wizard.waitForText('Keys on this screen');
  });

  it('open with F1 from a text field, where ? is text', async () => {
    const wizard = driveWizard(freshStore());
    await wizard.waitForText('❯ Name');
    wizard.type(keys.f1);
    await wizard.waitForText('Keys on this screen');
    expect(wizard.frame()).toContain('delete left');
  });
});

describe('export', () => {
  it('copies the Client ID and the curl script, and writes .env', async () => {
    const wizard = driveWizard(dashboardStore());
    await wizard.pressEnterOn(...screensBeforeProof);
    await wizard.waitForText('❯ Done');
    wizard.type('c');
    await wizard.waitForText('curl of the hand-over');
    wizard.type(keys.escape);
    await wizard.waitForText('Copied curl (1 line).');
    expect(wizard.copied).toEqual(['curl of the hand-over\n']);
    wizard.type(keys.right);
    await wizard.pressEnterOn('❯ Write .env');
    await wizard.waitForText('.env created. It contains TIMESHEETS_CLIENT_ID and');
    await wizard.waitForText('TIMESHEETS_CLIENT_SECRET. Only you can read it.');
    expect(wizard.frame()).not.toContain('planted-secret');
  });
});

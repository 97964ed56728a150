import {renderToString} from 'ink';
import {describe, expect, it} from 'vitest';
import {Problem} from '../../src/model/errors.js';
import {Lines, Link, layOut, Paragraph} from '../../src/ui/layout.js';
import {Summary} from '../../src/ui/summary.js';
import {setTextSupport} from '../../src/ui/text.js';
import type {State} from '../../src/wizard/state.js';
import {driveWizard, keys} from '../support/drive.js';
import {convergedStore, dashboardStore, driftedStore, freshStore} from '../support/fake-stores.js';

const allScreens = [
  /❯ Name/,
  /❯ Identifier/,
  /❯ ● Auth0/,
  /❯ ● RS256/,
  /❯ \[✔\] read:timesheets/,
  /❯ Name +Timesheets Import Job/,
  /❯ Authorized/,
  /❯ \[✔\] batch:upload/,
  /❯ Done/,
];

function summaryOf(state: State): string {
  return renderToString(
    <Lines width={99}>
      <Summary state={state} resumeCommand="npx timesheets-setup" />
    </Lines>,
    {columns: 100},
  );
}

describe('the first screen', () => {
  it('explains what will happen, how long it takes, and that the demo needs no tenant', async () => {
    const wizard = driveWizard(freshStore(), {credentials: 'typed'});
    await wizard.waitForText('❯ Domain');
    const text = wizard.frame().replace(/\s+/g, ' ');
    expect(text).toContain('minutes');
    expect(text).toContain('Nothing changes until you confirm.');
    expect(text).toContain('--demo');
  });

  it('offers an API Explorer token first, and explains the chosen method', async () => {
    const wizard = driveWizard(freshStore(), {credentials: 'typed'});
    await wizard.waitForText('❯ Domain');
    wizard.type('acme.eu.auth0.com');
    wizard.type(keys.enter);
    await wizard.waitForText('❯ ● API Explorer token');
    wizard.type('?');
    await wizard.waitForText('https://manage.auth0.com/dashboard/eu/acme/apis/management/explorer');
    expect(wizard.frame()).not.toContain('Create Application');
    wizard.type('q');
    await wizard.waitForText('❯ ● API Explorer token');
    wizard.type(keys.down);
    await wizard.waitForText('❯ ● Machine to Machine application');
    wizard.type('?');
    await wizard.waitForText('Create Application');
  });

  it('shows only the requests of the last attempt', async () => {
    let tries = 0;
    const wizard = driveWizard(freshStore(), {
      signIn: () => {
        tries += 1;
        if (tries === 1)
          throw new Problem('wrong_credentials', {message: 'Refused.', hint: 'Retry.'});
      },
    });
    await wizard.waitForText('Refused.');
    const event = {type: 'answered', id: 1, status: 401, ms: 9} as const;
    const call = {method: 'POST', path: '/oauth/token', attempt: 1} as const;
    wizard.wizardStore.dispatch({type: 'called', at: 0, event: {type: 'sent', id: 1, ...call}});
    wizard.wizardStore.dispatch({type: 'called', at: 0, event});
    await wizard.waitForText('401');
    wizard.type(keys.enter);
    await wizard.waitForText('❯ Name');
    expect(wizard.wizardStore.state().calls.map(({path}) => path)).not.toContain('/oauth/token');
  });

  it('lists the steps ahead on a first run', async () => {
    const wizard = driveWizard(freshStore());
    await wizard.waitForText('❯ Name');
    expect(wizard.frame()).toContain('Six steps');
  });
});

describe('the overview', () => {
  it('counts the differing steps, and marks no unseen step as done', async () => {
    const wizard = driveWizard(driftedStore());
    await wizard.waitForText('Drift found: 3 of 5 steps differ');
    wizard.type(keys.enter);
    await wizard.waitForText('❯ ● RS256');
    expect(wizard.frame()).toContain('= 1 API');
    expect(wizard.frame()).not.toContain('✔ 1 API');
  });

  it('keeps every row visible while the name is typed, each warning with its step', async () => {
    const wizard = driveWizard(driftedStore());
    await wizard.waitForText('❯ Review each');
    wizard.type(keys.right);
    await wizard.waitForText('❯ Repair all 3');
    wizard.type(keys.enter);
    await wizard.waitForText('⚠ Type acme');
    const lines = wizard.frame().split('\n');
    const rows = ['API', 'Signing', 'Permissions', 'Application', 'Access'].map(title =>
      lines.findIndex(line => new RegExp(`[✔≠] ${title} `).test(line.slice(20))),
    );
    expect(rows).not.toContain(-1);
    expect(wizard.frame()).not.toMatch(/[↑↓] \d+ more/);
    expect(lines[(rows[1] ?? 0) + 1]).toContain('⚠ breaking: ');
    expect(lines[(rows[4] ?? 0) + 1]).toContain('⚠ breaking: ');
  });

  it('on a small terminal, PgUp shows the first rows, and typing returns to the name', async () => {
    const wizard = driveWizard(driftedStore(), {size: {columns: 40, rows: 20}});
    await wizard.waitForText('❯ Review each');
    wizard.type(keys.right);
    await wizard.waitForText('❯ Repair all 3');
    wizard.type(keys.enter);
    await wizard.waitForText('⚠ Type acme');
    expect(wizard.frame()).not.toContain('Signing');
    wizard.type(keys.pageUp.repeat(5));
    await wizard.waitForText('Drift found: 3 of 5 steps differ');
    expect(wizard.frame()).toContain('≠ Signing');
    // Scrolling up stops at the first row, so one PgDn has an effect at once.
    wizard.type(keys.pageDown);
    await wizard.waitForText(/↑ \d+ more/);
    wizard.type('a');
    await wizard.waitForText(/❯ a/);
  });

  it('lists the scroll keys if something scrolls', async () => {
    const wizard = driveWizard(driftedStore());
    await wizard.waitForText('❯ Review each');
    wizard.type('?');
    await wizard.waitForText('Keys on this screen');
    expect(wizard.frame()).not.toContain('PgUp');
    const small = driveWizard(driftedStore(), {size: {columns: 60, rows: 12}});
    await small.waitForText(/↑ \d+ more/);
    small.type('?');
    await small.waitForText('Keys on this screen');
    small.type(keys.down.repeat(5));
    await small.waitForText('PgUp');
  });
});

describe('a confirmation', () => {
  it('is typed in sight, with the change above and the error below, on a small terminal', async () => {
    const wizard = driveWizard(driftedStore(), {size: {columns: 40, rows: 18}});
    await wizard.pressEnterOn('❯ Review each', '❯ ● RS256', '⚠ Type acme');
    await wizard.waitForText('✖ This doesn’t match acme.');
    expect(wizard.frame()).toContain('⚠ breaking: ');
    wizard.type('ac');
    await wizard.waitForText(/❯ ac/);
  });

  it('is typed in sight where nothing else fits', async () => {
    const wizard = driveWizard(driftedStore(), {size: {columns: 30, rows: 9}});
    await wizard.pressEnterOn('❯ Review each', '❯ ● RS256');
    await wizard.waitForText('F1 help');
    wizard.type('ac');
    await wizard.waitForText(/❯ ac/);
  });
});

describe('long names and descriptions', () => {
  it.each([
    [80, 24],
    [40, 20],
  ])('don’t push what Enter does off the screen at %ix%i', async (columns, rows) => {
    const {resourceServers, clients, grants} = dashboardStore();
    const description = 'Everything about timesheets '.repeat(9);
    const scopes = Array.from({length: 20}, (_, index) => ({value: `s:${index}`, description}));
    const name = '勤怠管理システム'.repeat(31);
    const store = {
      resourceServers: resourceServers.map(api => ({...api, name, scopes})),
      clients,
      grants,
    };
    const wizard = driveWizard(store, {size: {columns, rows}});
    await wizard.pressEnterOn('❯ Name', '❯ Identifier');
    await wizard.waitForText(/❯ ● Auth0.*Changes {3}Name.*….*→/s);
    expect(wizard.frame()).not.toMatch(/↓ \d+ more/);
    await wizard.pressEnterOn('❯ ● Auth0', '❯ ● RS256', '❯ [✔] read', 'Import Job', '❯ Authorized');
    await wizard.waitForText(/❯ \[✔\] batch:upload.*enter apply/s);
    wizard.type(keys.up);
    await wizard.waitForText(/❯ \[ \] s:19/);
    expect(wizard.frame()).toMatch(/Changes +Permissions/);
    expect(wizard.frame()).not.toMatch(/↓ \d+ more/);
  });
});

describe('a preview', () => {
  it('uses the Dashboard’s words, and shows the previous token profile', async () => {
    const wizard = driveWizard(dashboardStore());
    await wizard.pressEnterOn('❯ Name', '❯ Identifier');
    await wizard.waitForText('❯ ● Auth0');
    wizard.type(keys.down);
    await wizard.waitForText(/Token profile +Auth0 → RFC 9068/);
    expect(wizard.frame()).not.toContain('dialect');
  });
});

it('explains the symbols of the steps in the help', async () => {
  const wizard = driveWizard(driftedStore());
  await wizard.waitForText('Drift found');
  wizard.type('?');
  await wizard.waitForText('= in sync   ≠ drifted');
});

describe('the proof', () => {
  it('has its result above its checks', async () => {
    const wizard = driveWizard(dashboardStore());
    await wizard.pressEnterOn(...allScreens.slice(0, -1));
    await wizard.waitForText('❯ Done');
    const frame = wizard.frame();
    expect(frame.indexOf('It works: ')).toBeGreaterThan(0);
    expect(frame.indexOf('It works: ')).toBeLessThan(frame.indexOf('✔ signature'));
  });

  it('shows a text unchanged, and saves it', async () => {
    const wizard = driveWizard(dashboardStore());
    await wizard.pressEnterOn(...allScreens.slice(0, -1));
    await wizard.waitForText('❯ Done');
    wizard.type('c');
    await wizard.waitForText(/^curl of the hand-over$/m);
    wizard.type('s');
    await wizard.waitForText('Saved to /tmp/curl.');
  });
});

describe('the summary', () => {
  it('lists what was created and updated with links, and the next commands', async () => {
    const wizard = driveWizard(freshStore());
    await wizard.pressEnterOn(...allScreens);
    const summary = summaryOf(wizard.wizardStore.state());
    expect(summary).toContain('acme.eu.auth0.com is set up and proved');
    expect(summary).toMatch(/Created +API “Timesheets API”, application “Timesheets Import Job”/);
    expect(summary).toMatch(
      /https:\/\/manage\.auth0\.com\/dashboard\/eu\/acme\/apis\/\S+\/settings/,
    );
    expect(summary).toMatch(/in CI +npx timesheets-setup check/);
  });

  it('lists no change if there was none', async () => {
    const wizard = driveWizard(convergedStore());
    await wizard.waitForText('❯ Run proof');
    wizard.type('q');
    const summary = summaryOf(wizard.wizardStore.state());
    expect(summary).toMatch(/Unchanged +API “Timesheets API”/);
    expect(summary).not.toContain('undo');
  });

  it('counts a rotated secret as an update that can’t be undone', async () => {
    const wizard = driveWizard(convergedStore());
    await wizard.waitForText('❯ Run proof');
    wizard.type('3');
    await wizard.pressEnterOn('❯ Rotate secret');
    await wizard.waitForText('Type acme to rotate the Client Secret');
    wizard.type('acme');
    await wizard.pressEnterOn('❯ acme', '❯ Done');
    const summary = summaryOf(wizard.wizardStore.state());
    expect(summary).toMatch(/Updated +application “Timesheets Import Job”/);
    expect(summary).not.toContain('undo');
  });

  it('says that a canceled write may have changed the tenant', async () => {
    const wizard = driveWizard(dashboardStore(), {latency: 50});
    await wizard.pressEnterOn(...allScreens.slice(0, 5));
    await wizard.waitForText('… PATCH resource-servers');
    wizard.wizardStore.dispatch({type: 'cancel'});
    wizard.wizardStore.dispatch({type: 'leave'});
    const summary = summaryOf(wizard.wizardStore.state());
    expect(summary).toMatch(/May have changed +API “Timesheets API”/);
    expect(summary).toMatch(/Auth0\s+may\s+have\s+made\s+it/);
    expect(summary).not.toContain('Nothing was changed');
  });

  it('is not green if the job is not authorized', async () => {
    const wizard = driveWizard(freshStore());
    await wizard.pressEnterOn(...allScreens.slice(0, 6));
    await wizard.waitForText('❯ Authorized');
    wizard.type(' ');
    await wizard.waitForText('● not authorized');
    wizard.type(keys.enter);
    await wizard.pressEnterOn('❯ Done');
    const summary = summaryOf(wizard.wizardStore.state());
    expect(summary).toMatch(/^⚠ .*not authorized/);
  });
});

it('never breaks a URL at a line end: it is complete, or a shortened link', () => {
  const href = 'https://manage.auth0.com/dashboard/eu/acme/apis/management/explorer';
  for (const width of [20, 40, 60, 80]) {
    const lines = layOut(
      <Paragraph>
        See <Link href={href} /> for more.
      </Paragraph>,
      width,
      '…',
    );
    const runs = lines.flatMap(line => line.runs).filter(run => run.href !== undefined);
    expect(runs).toHaveLength(1);
    expect(runs[0]?.href).toBe(href);
    expect(runs[0]?.text.includes('…') || href.endsWith(runs[0]?.text ?? '-')).toBe(true);
  }
});

it('shows the complete URL over several lines if the terminal has no links', () => {
  const href = 'https://manage.auth0.com/dashboard/eu/acme/apis/management/explorer';
  setTextSupport({charset: 'unicode', links: 'none'});
  try {
    const lines = layOut(
      <Paragraph>
        <Link href={href} />
      </Paragraph>,
      40,
      '…',
    );
    const runs = lines.flatMap(line => line.runs);
    expect(runs.map(({text}) => text).join('')).toBe(href);
    expect(runs.every(run => run.href === undefined)).toBe(true);
  } finally {
    setTextSupport({charset: 'unicode', links: 'shown'});
  }
});

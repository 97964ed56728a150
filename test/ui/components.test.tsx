import {cleanup, render} from 'ink-testing-library';
import {type ReactNode, useSyncExternalStore} from 'react';
import {afterEach, describe, expect, it, onTestFinished, vi} from 'vitest';
import {Footer} from '../../src/ui/footer.js';
import type {Context} from '../../src/ui/keymap.js';
import {Lines} from '../../src/ui/layout.js';
import {Changes} from '../../src/ui/panels/changes.js';
import {Form, Question} from '../../src/ui/questions/form.js';
import {RequestLog} from '../../src/ui/request-log.js';
import {SymbolsProvider, symbolSets} from '../../src/ui/theme.js';
import {createSeenScreen, type SeenScreen, useKeys} from '../../src/ui/use-keys.js';
import type {Call} from '../../src/wizard/call-log.js';
import type {ScreenQuestion} from '../../src/wizard/questions.js';
import {initialField} from '../../src/wizard/state.js';
import {createStore, type Store} from '../../src/wizard/store.js';
import {viewOf} from '../../src/wizard/view.js';
import {keys} from '../support/drive.js';
import {fakePorts} from '../support/fake-ports.js';
import {freshStore} from '../support/fake-stores.js';

afterEach(cleanup);

const place = {
  field: initialField,
  width: 60,
  maxOptionLines: 6,
  reasons: 'shown',
  labelWidth: 0,
} as const;

/** The rendered lines without trailing spaces. */
function renderLines(component: ReactNode, width = 60): readonly string[] {
  const {lastFrame} = render(<Lines width={width}>{component}</Lines>);
  return (lastFrame() ?? '').split('\n').map(line => line.trimEnd());
}

function renderQuestion(
  question: ScreenQuestion,
  how: Partial<Parameters<typeof Question>[0]> = {},
) {
  return renderLines(<Question question={question} focused {...place} {...how} />);
}

const algorithms: ScreenQuestion = {
  kind: 'select',
  id: 'signing-alg',
  label: 'Signing algorithm',
  value: 'RS256',
  options: [
    {
      value: 'RS256',
      label: 'RS256',
      recommended: true,
      reason: 'The API needs no secret.',
    },
    {value: 'HS256', label: 'HS256', detail: 'one secret shared with your API'},
  ],
};

const permissions: ScreenQuestion = {
  kind: 'multiselect',
  id: 'scopes',
  label: 'Permissions',
  values: ['read:timesheets'],
  options: [
    {value: 'read:timesheets', label: 'read:timesheets', mark: 'required by the job'},
    {value: 'delete:timesheets', label: 'delete:timesheets'},
  ],
  kept: ['read:invoices'],
};

const secret: ScreenQuestion = {
  kind: 'secret',
  id: 'client-secret',
  label: 'Client Secret',
  value: 'hunter2',
  hint: 'Copy it from the Dashboard.',
};

describe('a question', () => {
  it('of kind select has the pointer on the choice, and its reason below', () => {
    expect(renderQuestion(algorithms)).toEqual([
      '❯ ● RS256   recommended',
      '  ○ HS256   one secret shared with your API',
      '',
      '  The API needs no secret.',
    ]);
  });

  it('without focus has no pointer and no reasons', () => {
    expect(renderQuestion(algorithms, {focused: false})).toEqual([
      '  ● RS256   recommended',
      '  ○ HS256   one secret shared with your API',
    ]);
  });

  it('of kind multiselect lists kept values, which can’t be deselected', () => {
    expect(renderQuestion(permissions)).toEqual([
      '❯ [✔] read:timesheets     required by the job',
      '  [ ] delete:timesheets',
      expect.stringMatching(/^ {3}· {2}read:invoices {3}/),
    ]);
  });

  it('with many options shows one page, with the counts above and below', () => {
    const options = Array.from({length: 10}, (_, index) => {
      const value = `scope:${index}`;
      return {value, label: value};
    });
    const question: ScreenQuestion = {...permissions, options, values: [], kept: []};
    expect(
      renderQuestion(question, {maxOptionLines: 4, field: {...initialField, focus: 5}}),
    ).toEqual([
      '  [ ] scope:4',
      '❯ [ ] scope:5',
      '  [ ] scope:6',
      '  [ ] scope:7',
      '  ↑ 4 above   ↓ 2 below',
    ]);
  });

  it('for a secret shows only its length', () => {
    const frame = renderQuestion(secret, {labelWidth: 13});
    expect(frame).toEqual([
      '❯ Client Secret   •••••••',
      '                  7 characters. Copy it from the Dashboard.',
    ]);
    expect(frame.join('\n')).not.toContain('hunter');
  });

  it('with an invalid answer shows the reason', () => {
    const question = {...secret, value: 'x y', invalid: 'A Client Secret has no spaces.'};
    const refused = {...initialField, invalidSubmitted: true} as const;
    expect(renderQuestion(question, {field: refused, labelWidth: 13})).toEqual([
      '❯ Client Secret   •••',
      '                  ✖ A Client Secret has no spaces.',
    ]);
  });
});

describe('the preview of a step’s changes', () => {
  it('has one row per field with old and new value, and what breaks', () => {
    const breaks = {
      sentence: 'Tokens that were issued before no longer verify.',
      affects: [{clientId: 'abc', name: 'Payroll'}],
    };
    const differences = [
      {field: 'signingAlg', from: 'HS256', to: 'RS256', breaks},
      {field: 'scopes', from: ['read:a', 'read:x'], to: ['read:a', 'read:b', 'read:x']},
    ];
    const frame = renderLines(
      <Changes
        width={60}
        status={{kind: 'drift', differences, changes: [], kept: [], notes: []}}
      />,
    );
    expect(frame.slice(1)).toEqual([
      '  Signing algorithm   HS256 → RS256               ⚠ breaking',
      '  Permissions         + read:b',
    ]);
  });
});

describe('the request log', () => {
  const get: Omit<Call, 'id' | 'progress'> = {
    method: 'GET',
    path: '/api/v2/resource-servers?per_page=100',
    attempt: 1,
  };
  const calls: readonly Call[] = [
    {...get, id: 1, progress: {kind: 'answered', status: 200, ms: 12}},
    {
      ...get,
      id: 2,
      method: 'PATCH',
      path: '/api/v2/clients/abc',
      requestBody: {name: 'Import'},
      attempt: 2,
      progress: {kind: 'answered', status: 403, ms: 1240},
    },
    {...get, id: 3, progress: {kind: 'sent'}},
  ];

  it('has one line per request with method, path, attempt and response', () => {
    const {lastFrame} = render(<RequestLog calls={calls} width={60} height={3} />);
    expect((lastFrame() ?? '').split('\n').map(line => line.trimEnd())).toEqual([
      '✔ GET resource-servers                          200    12 ms',
      '✖ PATCH clients/abc  name  try 2                403  1240 ms',
      '… GET resource-servers',
    ]);
  });

  it('keeps a waiting request visible, and counts down', () => {
    vi.useFakeTimers({toFake: ['Date']});
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const until = Date.now() + 7000;
    const waiting: Call = {
      ...get,
      id: 0,
      progress: {kind: 'waiting', reason: 'rate-limit', until},
    };
    const {lastFrame} = render(<RequestLog calls={[waiting, ...calls]} width={60} height={2} />);
    expect(lastFrame()).toMatch(/^↻ GET resource-servers .* 7 s[^\n]*\n… GET resource-servers/);
  });
});

describe('the footer', () => {
  const contexts = new Set<Context>(['list', 'letter-keys', 'can-go-back']);

  it('lists the keys of the screen', () => {
    const [line] = renderLines(<Footer contexts={contexts} width={80} />, 80);
    expect(line).toBe('↑↓ choose   enter continue   esc back   ? help');
  });

  it('keeps the keys to continue and for help on a narrow terminal', () => {
    const [line] = renderLines(<Footer contexts={contexts} width={24} />, 24);
    expect(line).toBe('enter continue   ? help');
  });

  it('uses only ASCII on an ASCII terminal', () => {
    const {lastFrame} = render(
      <SymbolsProvider value={symbolSets.ascii}>
        <Lines width={80}>
          <Footer contexts={contexts} width={80} />
        </Lines>
      </SymbolsProvider>,
    );
    expect(lastFrame()).toBe('up/down choose   enter continue   esc back   ? help');
  });
});

describe('keys', () => {
  it('go to the focus: letters into a text field, arrows through options', async () => {
    const {ports} = fakePorts(freshStore());
    const store = createStore({isDemo: false}, ports, error => {
      throw error;
    });
    onTestFinished(() => store.close());
    const {stdin, lastFrame} = render(<SignIn store={store} />);
    const waitForText = (text: RegExp) => vi.waitFor(() => expect(lastFrame()).toMatch(text));

    await vi.waitFor(() => expect(stdin.listenerCount('readable')).toBeGreaterThan(0));
    stdin.write('acme.eu.auth0.dev');
    await waitForText(/^❯ Domain +acme\.eu\.auth0\.dev\n/);
    stdin.write(keys.backspace.repeat(3));
    await waitForText(/^❯ Domain +acme\.eu\.auth0\.\n/);
    stdin.write('com');
    stdin.write(keys.enter);
    await waitForText(/^ {2}Domain +acme\.eu\.auth0\.com\n[\s\S]*\n❯ ● API Explorer token/);
    stdin.write(keys.down);
    await waitForText(/\n {2}○ API Explorer token[\s\S]*\n❯ ● /);
  });
});

/** The questions of the sign-in, as the wizard asks them. */
function SignIn({store}: {readonly store: Store}): ReactNode {
  const state = useSyncExternalStore(store.subscribe, store.state);
  useKeys({store, seenScreen: alwaysSeen, player: undefined, onSuspend() {}, onRedraw() {}});
  const {screen} = viewOf(state);
  return (
    <Lines width={60}>
      <Form
        {...place}
        questions={screen.questions}
        focusedIndex={screen.questionIndex}
        field={state.field}
      />
    </Lines>
  );
}

/** Every rendered frame counts as seen. */
const alwaysSeen: SeenScreen = {
  ...createSeenScreen(),
  get drawn() {
    return this.rendered;
  },
};

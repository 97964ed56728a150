import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {withBareInk} from './support/bare-ink.js';
import {
  formatSpread,
  limitOf,
  median,
  type Part,
  type Row,
  ratioRow,
  ratios,
} from './support/figures.js';
import {ListInTerminal} from './support/key-presses.js';
import {onStage, program, withFolder} from './support/program.js';

const presses = 120;
const held = 60;

export const keys: Part = {
  name: 'keys',
  title: 'Key press to new frame',
  run: () =>
    withBareInk('list', async bareInk => {
      const bare = new ListInTerminal([bareInk]);
      try {
        await bare.shows(/row:29/);
        return [
          ...(await withList(30, async list => {
            const [ours, theirs] = [await list.press(presses), await bare.press(presses)];
            const frames = await list.hold(held);
            return [
              {what: 'a bare Ink list of 30, ms', measured: formatSpread(theirs.ms, 1)},
              {what: 'our list of 30, ms', measured: formatSpread(ours.ms, 1)},
              ratioRow(
                'our list of 30, times the bare one',
                [median(ours.ms) / median(theirs.ms)],
                1.2,
              ),
              {what: 'bytes a press, bare', measured: formatSpread(theirs.bytes, 0)},
              {
                what: 'bytes a press, ours',
                measured: formatSpread(ours.bytes, 0),
                ...limitOf(300, median(ours.bytes)),
              },
              {
                what: `held at 30 a second, frames of ${held} presses`,
                measured: String(frames),
                target: {text: `≥ ${held - 3}`, met: frames >= held - 3},
              },
            ];
          })),
          ...(await growth(bare)),
        ];
      } finally {
        bare.close();
      }
    }),
};

async function growth(bare: ListInTerminal): Promise<readonly Row[]> {
  return await withList(1_000, async list => {
    const [ours, theirs] = [await list.press(40), await bare.press(40)];
    await list.shows(/\[✔]/, '/');
    await list.shows(/close search/);
    const search = await list.press(40, count => (count % 2 === 0 ? '7' : '\u007f'));
    return [
      ratioRow('our list of 1,000, times a bare one of 30', ratios(ours.ms, theirs.ms)),
      ratioRow('a letter typed to search it, times that', ratios(search.ms, theirs.ms)),
    ];
  });
}

/** The wizard's permissions, as many as a blueprint names. */
async function withList<Value>(
  length: number,
  act: (list: ListInTerminal) => Promise<Value>,
): Promise<Value> {
  return await withFolder(folder =>
    onStage({scenario: 'dashboard'}, async ({env}) => {
      const file = join(folder, 'blueprint.json');
      await writeFile(file, JSON.stringify(blueprintWith(length)));
      const list = new ListInTerminal([program, '--blueprint', file], env);
      try {
        for (const question of [/❯ Name/, /❯ Identifier/, /❯ ● Auth0/, /❯ ● RS256/]) {
          await list.shows(question, '\r');
        }
        await list.shows(/\[✔] read:part-0/);
        return await act(list);
      } finally {
        list.close();
      }
    }),
  );
}

function blueprintWith(scopes: number): object {
  return {
    resourceServer: {
      name: 'Timesheets API',
      identifier: 'https://api.exampleco.com/timesheets',
      tokenProfile: 'auth0',
      signingAlg: 'RS256',
      scopes: Array.from({length: scopes - 5}, (_, index) => ({
        value: `read:part-${index}`,
        description: `Part ${index}`,
      })),
    },
    client: {name: 'Timesheets Import Job'},
    clientGrant: {authorized: true, scope: ['read:part-0']},
  };
}

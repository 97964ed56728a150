import {type Stage, startStage} from '../journeys/support/tenant.js';
import {ProgramInTerminal} from '../journeys/support/terminal.js';
import {screenOf} from './cells.js';
import {animation, type Frame, renderStill} from './svg.js';
import type {Walk} from './walks.js';

export interface Picture {
  readonly name: string;
  readonly svg: string;
}

/** Long enough to read what is new on a screen. */
const secondsPerFrame = 1.6;
const secondsAtTheEnd = 5;

/** Walks through the built program in a real terminal, and draws what its cells hold. */
export async function record(walk: Walk): Promise<readonly Picture[]> {
  const place = await placeOf(walk);
  const {columns = 80, rows = 24} = walk;
  const program = new ProgramInTerminal(walk.args, {columns, rows, env: place.env});
  const pictures: Picture[] = [];
  const frames: Frame[] = [];
  try {
    for (const step of walk.steps) {
      await program.waitForText(step.shows);
      await program.waitUntilQuiet();
      const screen = screenOf(program.emulator, program.cursor);
      if (step.still !== undefined) {
        pictures.push({name: step.still, svg: renderStill(screen, walk.title)});
      }
      const last = step === walk.steps.at(-1);
      frames.push({screen, seconds: last ? secondsAtTheEnd : secondsPerFrame});
      program.press(...(step.press ?? []));
    }
  } finally {
    program.dispose();
    await place.close();
  }
  return walk.film === undefined
    ? pictures
    : [...pictures, {name: walk.film, svg: animation(frames, walk.title)}];
}

/** A settings folder of its own, and where the walk wants one that fails, a tenant. */
async function placeOf({faulty}: Walk): Promise<Pick<Stage, 'env' | 'close'>> {
  const place = await startStage('dashboard');
  if (faulty === undefined) {
    const {TIMESHEETS_SETUP_CONFIG_DIR = ''} = place.env;
    return {env: {TIMESHEETS_SETUP_CONFIG_DIR}, close: () => place.close()};
  }
  place.tenant.faults.add({kind: faulty, method: 'PATCH', scopes: ['update:resource_servers']});
  return place;
}

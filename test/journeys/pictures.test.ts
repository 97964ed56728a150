import {readdir, readFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {record} from '../screens/record.js';
import {walks} from '../screens/walks.js';

const folder = fileURLToPath(new URL('../screens/pictures/', import.meta.url));

// Most of a walk is waiting for the program: two at once take half the time.
test.concurrent.each(walks)('the screenshots of $title are up to date', async walk => {
  for (const {name, svg} of await record(walk)) {
    const committed = await readFile(`${folder}${name}.svg`, 'utf8');
    const advice = `${name}.svg shows another screen than today’s: look at it, and run \`npm run screens\`.`;
    expect(textsOf(committed), advice).toEqual(textsOf(svg));
    expect(committed === svg, advice).toBe(true);
  }
});

test('every screenshot is generated, and the animation is small enough for a README', async () => {
  const drawn = walks.flatMap(({film, steps}) => [film, ...steps.map(({still}) => still)]);
  const names = drawn.filter(name => name !== undefined).map(name => `${name}.svg`);
  expect((await readdir(folder)).sort()).toEqual(names.sort());
  expect((await readFile(`${folder}dashboard.svg`)).length).toBeLessThan(400_000);
});

/** The texts in an SVG, run by run. */
function textsOf(svg: string): readonly string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);
}

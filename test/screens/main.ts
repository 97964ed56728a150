import {mkdir, writeFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {record} from './record.js';
import {walks} from './walks.js';

// `npm run screens`: draws the pictures anew, from the built program in a real terminal.
const folder = fileURLToPath(new URL('./pictures/', import.meta.url));
await mkdir(folder, {recursive: true});
for (const walk of walks) {
  for (const {name, svg} of await record(walk)) {
    await writeFile(`${folder}${name}.svg`, svg);
    process.stdout.write(`${name}.svg  ${Math.ceil(svg.length / 1000)} kB\n`);
  }
}

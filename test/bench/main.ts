import {cpus} from 'node:os';
import {keys} from './keys.js';
import {memory} from './memory.js';
import {pace} from './pace.js';
import {requests} from './requests.js';
import {scale} from './scale.js';
import {start} from './start.js';
import type {Part, Row} from './support/figures.js';
import {progress} from './support/figures.js';

const parts: readonly Part[] = [start, keys, requests, memory, pace, scale];

/** `npm run bench`, or `npm run bench -- NAME …`: prints a table for each part. */
const wanted = process.argv.slice(2);
const unknown = wanted.filter(name => parts.every(part => part.name !== name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no part “${unknown.join(' ')}”; there are: ${parts.map(({name}) => name).join(', ')}.\n`,
  );
  process.exit(3);
}

const [cpu] = cpus();
console.log(
  `${cpu?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores, Node.js ${process.versions.node}, ${process.platform}; median (least–most).`,
);
for (const part of parts) {
  if (wanted.length > 0 && !wanted.includes(part.name)) continue;
  process.stderr.write(`${part.name}\n`);
  console.log(`\n| ${part.title} | measured | target | |\n| --- | --- | --- | --- |`);
  try {
    for (const row of await part.run()) console.log(line(row));
  } catch (error) {
    progress(error instanceof Error ? (error.stack ?? error.message) : String(error));
    console.log(line({what: `(${part.name} broke off)`, measured: '–'}));
    process.exitCode = 1;
  }
}

function line({what, measured, target}: Row): string {
  const sign = target === undefined ? '' : target.met ? '✔' : '✖';
  return `| ${what} | ${measured} | ${target?.text ?? ''} | ${sign} |`;
}

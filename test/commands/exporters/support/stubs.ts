import {spawnSync} from 'node:child_process';
import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';

/** A call of a stubbed program: its arguments, and its stdin if it reads that. */
export interface Called {
  readonly program: string;
  readonly args: readonly string[];
  readonly stdin: string;
}

export interface Ran {
  readonly status: number | null;
  readonly stderr: string;
  readonly called: readonly Called[];
}

/** Runs scripts with stubbed programs that only record their calls. */
export class Stubs {
  private readonly folder = mkdtempSync(join(tmpdir(), 'stubs-'));
  private readonly log = join(this.folder, 'log');

  /** Each stub prints `answer`; those that read stdin do where they get no `--data`. */
  constructor(programs: Readonly<Record<string, string>>) {
    for (const [name, answer] of Object.entries(programs)) {
      const path = join(this.folder, name);
      writeFileSync(
        path,
        `#!/bin/sh
case " $* " in
  *" --data "* | *" get "* | *" show "* | *" login "* | *" test "*) stdin= ;;
  *) stdin=$(cat && printf .) && stdin=\${stdin%.} ;;
esac
printf '%s\\0' ${name} "$#" "$@" "$stdin" >> '${this.log}'
printf '%s' '${answer}'
`,
      );
      chmodSync(path, 0o755);
    }
  }

  run(script: string, env: Readonly<Record<string, string>> = {}): Ran {
    writeFileSync(this.log, '');
    const path = `${this.folder}${delimiter}${process.env.PATH ?? ''}`;
    const {status, stderr} = spawnSync('sh', {
      input: script,
      encoding: 'utf8',
      env: {PATH: path, ...env},
    });
    return {status, stderr, called: calledIn(readFileSync(this.log, 'utf8'))};
  }

  dispose(): void {
    rmSync(this.folder, {recursive: true, force: true});
  }
}

function calledIn(log: string): readonly Called[] {
  const words = log.split('\0').slice(0, -1);
  const called: Called[] = [];
  for (let at = 0; at < words.length; ) {
    const [program = '', count = '0'] = words.slice(at, at + 2);
    const end = at + 2 + Number(count);
    called.push({program, args: words.slice(at + 2, end), stdin: words[end] ?? ''});
    at = end + 1;
  }
  return called;
}

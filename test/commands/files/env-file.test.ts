import {execFileSync} from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseEnv} from 'node:util';
import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {envValues, mergeEnv, writeEnvFile} from '../../../src/commands/files/env-file.js';
import {Secret} from '../../../src/model/secrets/secret.js';
import {documented} from '../../../src/scenario/documented.js';

describe('mergeEnv', () => {
  it('creates a file from nothing', () => {
    expect(mergeEnv('', {A: '1', B: 'two words'})).toBe("A=1\nB='two words'\n");
  });

  it('keeps comments, order and unknown lines', () => {
    const existing = '# my job\nFOO=bar # why\n\nexport A="old" # ours\nnot an assignment\nZ=1';
    expect(mergeEnv(existing, {A: 'new', B: 'b'})).toBe(
      '# my job\nFOO=bar # why\n\nexport A=new # ours\nnot an assignment\nZ=1\nB=b\n',
    );
  });

  it('keeps CRLF and a byte order mark', () => {
    expect(mergeEnv('\uFEFFA=1\r\nX=2\r\n', {A: '9', B: 'b'})).toBe('\uFEFFA=9\r\nX=2\r\nB=b\r\n');
  });

  it('replaces a multi-line value as a whole', () => {
    const existing = 'KEY="-----BEGIN\nA=not ours\n-----END"\nA=\'x\ny\'\nB=1\n';
    expect(mergeEnv(existing, {A: 'z'})).toBe('KEY="-----BEGIN\nA=not ours\n-----END"\nA=z\nB=1\n');
  });

  it('replaces every occurrence of a repeated key', () => {
    expect(mergeEnv('A=1\nX=\nA=2\n', {A: '3'})).toBe('A=3\nX=\nA=3\n');
  });

  it('treats an unclosed quote as part of one line', () => {
    expect(mergeEnv('Q="open\nA=1\n', {A: '2'})).toBe('Q="open\nA=2\n');
  });

  it('inserts a space before a comment that followed an empty value', () => {
    expect(mergeEnv('A=# none yet\n', {A: 'x'})).toBe('A=x # none yet\n');
  });

  it.each([
    ["it's", '"it\'s"'],
    ['a#b', "'a#b'"],
    ['$HOME', "'$HOME'"],
    ['say "hi"', '\'say "hi"\''],
    ['', "''"],
  ])('writes %j so that shells and dotenv parsers read the same value', (value, written) => {
    expect(mergeEnv('', {A: value})).toBe(`A=${written}\n`);
  });

  // Parsers differ: to dotenv, the backslash escapes the closing quote.
  it.each(['a\nB=evil', `it's "$both"`, 'a\0b', 'C:\\keys\\'])(
    'refuses %j, which no quoting can hold',
    value => {
      expect(() => mergeEnv('', {A: value})).toThrow(/A has characters/);
    },
  );

  const key = fc.constantFrom('FOO', 'BAR_2', 'OTHER', 'A', 'B', 'constructor');
  const word = fc.stringMatching(/^[a-zA-Z0-9:/_.$ "-]{0,12}$/).map(text => text.trim());
  const line = fc.oneof(
    fc.tuple(key, fc.stringMatching(/^[a-zA-Z0-9:/_.-]{0,8}$/)).map(([k, v]) => `${k}=${v}`),
    fc.tuple(key, word).map(([k, v]) => `export ${k}='${v}' # said`),
    fc.tuple(key, word, word).map(([k, v, w]) => `${k}='${v}\n${w}'`),
    word.map(text => `# ${text}`),
    fc.constant(''),
  );
  const file = fc
    .tuple(fc.array(line, {maxLength: 8}), fc.constantFrom('', '\n'))
    .map(([lines, end]) => (lines.length === 0 ? '' : lines.join('\n') + end));
  const value = fc
    .string({maxLength: 20})
    .filter(text => !/[\r\n'\0\uFEFF]|\\$/.test(text) && text === text.trim());

  it('sets our values and keeps every other entry, in any file', () => {
    fc.assert(
      fc.property(file, value, value, (existing, a, b) => {
        const ours = {A: a, B: b};
        const before = parseEnv(existing);
        const merged = mergeEnv(existing, ours);
        expect({...parseEnv(merged)}).toEqual({...before, ...ours});
        const comments = (text: string) => text.split('\n').filter(each => each.startsWith('#'));
        expect(comments(merged)).toEqual(comments(existing));
        expect(mergeEnv(merged, ours)).toBe(merged);
      }),
      {numRuns: 500},
    );
  });
});

describe('envValues', () => {
  const job = {
    blueprint: documented,
    clientId: 'job',
    issuer: 'https://acme.eu.auth0.com/',
    clientSecret: new Secret('s3cr3t'),
  };

  it('has the issuer with a trailing slash, like iss', () => {
    expect(envValues({...job, domain: 'acme.eu.auth0.com'})).toMatchObject({
      TIMESHEETS_DOMAIN: 'acme.eu.auth0.com',
      TIMESHEETS_ISSUER: 'https://acme.eu.auth0.com/',
      TIMESHEETS_AUDIENCE: 'https://api.exampleco.com/timesheets',
    });
  });

  it('masks secrets when logged', () => {
    expect(JSON.stringify(envValues({...job, domain: 'd'}))).not.toContain('s3cr3t');
  });
});

describe('writeEnvFile', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'env-file-'));
  });
  afterEach(() => rmSync(folder, {recursive: true, force: true}));

  const values = {A: 'a', SECRET: new Secret('s3cr3t')};
  const modeOf = (path: string) => statSync(path).mode & 0o777;

  it('writes a file readable by its owner only, and no other file', async () => {
    const path = join(folder, '.env');
    expect(await writeEnvFile({path, values})).toEqual({
      path,
      wrote: 'created',
      names: ['A', 'SECRET'],
      warnings: [],
    });
    expect(readFileSync(path, 'utf8')).toBe('A=a\nSECRET=s3cr3t\n');
    expect(modeOf(path)).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['.env']);
  });

  it('restricts the mode of an existing file, changed or not', async () => {
    const path = join(folder, '.env');
    writeFileSync(path, 'X=1\n');
    chmodSync(path, 0o664);
    expect((await writeEnvFile({path, values})).wrote).toBe('updated');
    expect(modeOf(path)).toBe(0o600);
    chmodSync(path, 0o644);
    expect((await writeEnvFile({path, values})).wrote).toBe('unchanged');
    expect(modeOf(path)).toBe(0o600);
  });

  it('writes to a link’s target, existing or not, and keeps the link', async () => {
    const path = join(folder, '.env');
    mkdirSync(join(folder, 'secrets'));
    symlinkSync(join('secrets', 'job.env'), path);
    await writeEnvFile({path, values});
    await writeEnvFile({path, values: {...values, A: 'b'}});
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'secrets', 'job.env'), 'utf8')).toContain('A=b');
    expect(modeOf(join(folder, 'secrets', 'job.env'))).toBe(0o600);
  });

  it('keeps all other bytes, in any encoding', async () => {
    const path = join(folder, '.env');
    const line = fc
      .uint8Array({maxLength: 12})
      .map(bytes => Buffer.from(bytes.filter(byte => byte !== 10 && byte !== 13)));
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, {maxLength: 5}),
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom('', '\u00EF\u00BB\u00BF'),
        async (lines, end, mark) => {
          // Text before our key on its line belongs to that line.
          const others = lines.map(each =>
            Buffer.concat([Buffer.from('#'), each, Buffer.from(end)]),
          );
          const head = Buffer.from(mark, 'latin1');
          const before = Buffer.concat([head, ...others, Buffer.from(`A=old # why\u00e0${end}`)]);
          writeFileSync(path, before);
          await writeEnvFile({path, values: {A: 'n\u00e9w', B: 'b'}});
          const added = Buffer.from(`A='n\u00e9w' # why\u00e0${end}B=b${end}`);
          expect(readFileSync(path)).toEqual(Buffer.concat([head, ...others, added]));
        },
      ),
      {numRuns: 200},
    );
    // Each of the files is flushed to the disk, which others may be writing to.
  });

  it.each(['utf16le', 'utf-16be'] as const)('keeps the encoding of %s', async encoding => {
    const path = join(folder, '.env');
    const encode = (text: string) => {
      const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
      return encoding === 'utf16le' ? bytes : bytes.swap16();
    };
    writeFileSync(path, encode('# J\u00fcrgen\r\nA=old\r\n'));
    await writeEnvFile({path, values: {A: 'n\u00e9w'}});
    expect(readFileSync(path)).toEqual(encode("# J\u00fcrgen\r\nA='n\u00e9w'\r\n"));
  });

  it('finds a value’s end beside multi-byte characters', async () => {
    const path = join(folder, '.env');
    // The second byte of this letter is a no-break space in Latin-1.
    writeFileSync(path, 'A=voil\u00e0\nB=voil\u00e0 # voil\u00e0\n');
    await writeEnvFile({path, values: {A: 'a'}});
    expect(readFileSync(path, 'utf8')).toBe('A=a\nB=voil\u00e0 # voil\u00e0\n');
  });

  it.each([
    ['UTF-16 without a mark', Buffer.from('A=1\n', 'utf16le')],
    ['half a character of UTF-16', Buffer.from([0xff, 0xfe, 0x41, 0, 0x3d])],
  ])('refuses %s and leaves it unchanged', async (_, bytes) => {
    const path = join(folder, '.env');
    writeFileSync(path, bytes);
    await expect(writeEnvFile({path, values})).rejects.toMatchObject({code: 'file_unreadable'});
    expect(readFileSync(path)).toEqual(bytes);
  });

  it('reports the target of a link', async () => {
    const path = join(folder, '.env');
    symlinkSync('job.env', path);
    const names = ['A', 'SECRET'];
    const written = {path, target: join(folder, 'job.env'), names, warnings: []};
    expect(await writeEnvFile({path, values})).toEqual({...written, wrote: 'created'});
    expect(await writeEnvFile({path, values})).toEqual({...written, wrote: 'unchanged'});
  });

  it('reports where it can’t write, and leaves no partial file', async () => {
    const path = join(folder, 'none', '.env');
    await expect(writeEnvFile({path, values})).rejects.toMatchObject({code: 'file_unwritable'});
    mkdirSync(join(folder, 'folder.env'));
    await expect(writeEnvFile({path: join(folder, 'folder.env'), values})).rejects.toMatchObject({
      code: 'file_unreadable',
    });
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(folder)).toEqual(['folder.env']);
  });

  it.skipIf(process.getuid?.() !== 0)(
    'refuses a file that another user created in a shared folder',
    async () => {
      const shared = join(folder, 'shared');
      const theirs = join(shared, 'theirs');
      mkdirSync(theirs, {recursive: true});
      chmodSync(shared, 0o1777);
      chownSync(theirs, 4242, 4242);
      for (const path of [join(shared, '.env'), join(theirs, '.env')]) {
        writeFileSync(path, 'PROMPT=$(id)\n');
        chownSync(path, 4242, 4242);
        await expect(writeEnvFile({path, values: {A: '1'}})).rejects.toMatchObject({
          code: 'file_unwritable',
          message: expect.stringContaining('it belongs to another user'),
        });
        expect(readFileSync(path, 'utf8')).toBe('PROMPT=$(id)\n');
      }
    },
  );

  it.skipIf(process.getuid?.() !== 0)(
    'updates a file of its folder’s owner, as with sudo',
    async () => {
      const project = join(folder, 'project');
      mkdirSync(project);
      writeFileSync(join(project, '.env'), 'X=1\n');
      for (const path of [project, join(project, '.env')]) chownSync(path, 4242, 4242);
      expect((await writeEnvFile({path: join(project, '.env'), values})).wrote).toBe('updated');
    },
  );

  describe('in a git work tree', () => {
    const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args]);
    beforeEach(() => {
      git('init', '--quiet');
    });

    it('warns if git would commit the file', async () => {
      const {warnings} = await writeEnvFile({path: join(folder, '.env'), values});
      expect(warnings).toEqual(['git would commit .env: list it in .gitignore.']);
    });

    it('doesn’t warn if the file is ignored', async () => {
      writeFileSync(join(folder, '.gitignore'), '.env\n');
      expect((await writeEnvFile({path: join(folder, '.env'), values})).warnings).toEqual([]);
    });

    it('runs nothing that the repository’s configuration names', async () => {
      const ran = join(folder, 'ran');
      const command = `touch '${ran}'`;
      const clone = join(folder, 'clone');
      const inClone = (...args: string[]) => execFileSync('git', ['-C', clone, ...args]);
      mkdirSync(join(folder, 'deep'));
      writeFileSync(join(folder, 'deep/file'), '');
      git('add', 'deep/file');
      git('-c', 'user.name=a', '-c', 'user.email=a@b.example', 'commit', '--quiet', '-m', 'one');
      git('config', 'uploadpack.allowFilter', 'true');
      git('clone', '--quiet', '--filter=tree:0', '--sparse', `file://${folder}`, clone);
      inClone('sparse-checkout', 'set', '--cone', '--sparse-index');
      inClone('config', 'core.fsmonitor', command);
      inClone('config', 'remote.origin.uploadpack', `${command}; git-upload-pack`);
      rmSync(join(clone, '.git/objects/pack'), {recursive: true});
      await writeEnvFile({path: join(clone, '.env'), values});
      expect(existsSync(ran)).toBe(false);
    });

    it('warns if the file is tracked, ignored or not', async () => {
      writeFileSync(join(folder, '.gitignore'), '.env\n');
      writeFileSync(join(folder, '.env'), 'X=1\n');
      git('add', '--force', '.env');
      const {warnings} = await writeEnvFile({path: join(folder, '.env'), values});
      expect(warnings).toEqual([expect.stringMatching(/already tracks \.env/)]);
    });
  });
});

import {parseEnv} from 'node:util';
import fc from 'fast-check';
import {expect, it} from 'vitest';
import {applySingleChoices} from '../../src/commands/choices.js';
import {mergeEnv} from '../../src/commands/files/env-file.js';
import {readPlan} from '../../src/commands/files/plan-file.js';
import {optionRows} from '../../src/commands/options.js';
import {parseInvocation} from '../../src/commands/registry.js';
import {Problem} from '../../src/model/errors.js';
import {documented} from '../../src/scenario/documented.js';
import {readBlueprint} from '../../src/scenario/read-blueprint.js';

/** A result, or a `Problem` with message, code and hint. Anything else is a bug. */
function resultOf<Result>(work: () => Result): Result | Problem {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error.message).toMatch(/\S/);
    expect(error.hint).toMatch(/\S/);
    return error;
  }
}

const text = fc.string({unit: 'binary', maxLength: 30});

it('a value in an environment file reads back unchanged, or is refused', () => {
  fc.assert(
    fc.property(text, value => {
      const file = resultOf(() => mergeEnv('', {ODD: value, NEXT: 'next'}));
      if (file instanceof Problem) expect(file.code).toBe('usage');
      else expect({...parseEnv(file)}).toEqual({ODD: value, NEXT: 'next'});
    }),
    {numRuns: 2_000},
  );
});

it('merging into any environment file is idempotent and loses no line', () => {
  const line = fc.stringMatching(/^[AB=#'"`\\\t $exportz\uFEFF]{0,20}$/);
  const file = fc.oneof(
    text,
    fc.array(line, {maxLength: 6}).map(lines => lines.join('\n')),
  );
  fc.assert(
    fc.property(file, existing => {
      const merged = mergeEnv(existing, {A: 'a', NEW: 'n'});
      expect(mergeEnv(merged, {A: 'a', NEW: 'n'})).toBe(merged);
      // Within a multi-line quoted value, a line that begins with # is not a comment.
      const lines = /["'`]/.test(existing) ? [] : existing.split('\n');
      const comments = lines.filter(each => /^\s*#/.test(each));
      for (const comment of comments) expect(merged).toContain(comment);
    }),
    {numRuns: 2_000},
  );
});

it('any command line is accepted or refused with a usage error', () => {
  const option = fc
    .tuple(fc.constantFrom(...Object.keys(optionRows)), text)
    .map(([name, value]) => [`--${name}`, value]);
  const word = fc.constantFrom('check', 'apply', 'export', 'undo', '--', '-', '--=', '-y', '');
  const words = fc.array(
    fc.oneof(
      text.map(each => [each]),
      word.map(each => [each]),
      option,
    ),
    {maxLength: 6},
  );
  fc.assert(
    fc.property(words, argv => {
      const found = resultOf(() => parseInvocation(argv.flat()));
      if (found instanceof Problem) expect(found.code).toBe('usage');
    }),
    {numRuns: 2_000},
  );
});

it('any name, identifier or choice in an option is used unchanged, or refused', () => {
  const options = fc.record(
    {
      'api-name': text,
      identifier: text,
      'app-name': text,
      'signing-alg': fc.oneof(text, fc.constantFrom('RS256', 'PS256', 'HS256', 'rs256')),
      'token-profile': fc.oneof(text, fc.constantFrom('auth0', 'rfc9068', '__proto__')),
    },
    {requiredKeys: []},
  );
  fc.assert(
    fc.property(options, given => {
      const found = resultOf(() => applySingleChoices(documented, given));
      if (found instanceof Problem) {
        expect(found.kind).toBe('usage');
        return;
      }
      expect(found.resourceServer.name).toBe(given['api-name'] ?? documented.resourceServer.name);
      expect(found.client.name).toBe(given['app-name'] ?? documented.client.name);
    }),
    {numRuns: 2_000},
  );
});

it('any file is accepted as a blueprint or plan, or rejected with an error code', () => {
  const nearly = fc
    .tuple(
      fc.constantFrom('resourceServer', 'client', 'clientGrant', 'version', '__proto__'),
      fc.jsonValue(),
    )
    .map(([name, value]) => JSON.stringify({...documented, [name]: value}));
  fc.assert(
    fc.property(fc.oneof(text, fc.json(), nearly), content => {
      const blueprint = resultOf(() => readBlueprint(content, 'file'));
      if (blueprint instanceof Problem) expect(blueprint.code).toBe('invalid_blueprint');
      const plan = resultOf(() => readPlan(content, 'file'));
      if (plan instanceof Problem) expect(plan.code).toBe('invalid_plan');
    }),
    {numRuns: 1_000},
  );
});

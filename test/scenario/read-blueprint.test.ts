import fc from 'fast-check';
import {expect, test} from 'vitest';
import {Problem} from '../../src/model/errors.js';
import {documented} from '../../src/scenario/documented.js';
import {readBlueprint} from '../../src/scenario/read-blueprint.js';

function refusal(content: string): string {
  try {
    readBlueprint(content, 'hours.json');
  } catch (error) {
    if (error instanceof Problem && error.code === 'invalid_blueprint') return error.message;
    throw error;
  }
  throw new Error('The blueprint was accepted.');
}

const hours = `{
  // A second scenario: hours instead of timesheets.
  "resourceServer": {
    "name": "Hours API",
    "identifier": "https://hours.example.com/",
    "tokenProfile": "rfc9068",
    "signingAlg": "PS256",
    "scopes": [{"value": "read:hours"}, {"value": "write:hours", "description": "Ändern"}],
  },
  "client": {"name": "Hours robot"},
  "clientGrant": {"authorized": true, "scope": ["write:hours"]},
}`;

test('accepts comments, trailing commas and a byte order mark', () => {
  const blueprint = readBlueprint(`\uFEFF${hours}`, 'hours.json');
  expect(blueprint.resourceServer.name).toBe('Hours API');
  expect(blueprint.clientGrant.scope).toEqual(['write:hours']);
});

test('accepts the key of earlier versions, authorised', () => {
  const earlier = hours.replace('authorized', 'authorised');
  expect(readBlueprint(earlier, 'hours.json').clientGrant.authorized).toBe(true);
  const both = hours.replace('"authorized": true', '"authorized": true, "authorised": false');
  expect(refusal(both)).toContain('authorised');
});

test('returns the documented blueprint unchanged', () => {
  expect(readBlueprint(JSON.stringify(documented), 'x')).toEqual(documented);
});

test('reports faults with line and path', () => {
  expect(refusal(hours.replace('"PS256"', '"none"'))).toContain(
    'hours.json is not a valid blueprint. line 7: resourceServer.signingAlg',
  );
  expect(refusal(hours.replace('read:hours', 'openid'))).toContain(
    'line 8: resourceServer.scopes[0].value: openid is reserved',
  );
  expect(refusal(hours.replace('Hours robot', '<b>'))).toContain('line 10: client.name');
  expect(refusal(hours.replace('"PS256"', '"ps256"'))).toContain(
    'must be RS256 or PS256 or HS256, but is "ps256". Did you mean “PS256”?',
  );
});

test('suggests the intended key, and lists missing keys by object', () => {
  expect(refusal(hours.replace('"client"', '"clint"'))).toBe(
    'hours.json is not a valid blueprint. line 10: clint: unknown key; did you mean “client”?',
  );
  expect(refusal('{"resourceServer": {"name": "Hours API"}, "more": 1}')).toBe(
    'hours.json is not a valid blueprint. line 1: more: unknown key; line 1: resourceServer is missing identifier, tokenProfile, signingAlg, scopes; line 1: the document is missing client, clientGrant.',
  );
});

test('refuses a repeated permission, an identifier with a space or of dots, and half a document', () => {
  expect(refusal(hours.replace('write:hours', 'read:hours'))).toContain('twice');
  expect(refusal(hours.replace('.com/', '.com/ x'))).toContain('spaces');
  expect(refusal(hours.replace('https://hours.example.com/', '..'))).toContain('identifier');
  expect(refusal(hours.slice(0, 100))).toContain('invalid JSON');
  expect(refusal('')).toMatch(/empty|invalid JSON/);
});

test('refuses what is nested too deeply to be read', () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000);
  expect(() => readBlueprint(deep, 'deep.json')).toThrow('nested too deeply');
  expect(() => readBlueprint(`{"x": ${deep}}`, 'deep.json')).toThrow('nested too deeply');
});

test('refuses a key that is there twice, with its line', () => {
  const text = JSON.stringify(documented, null, 2);
  const twice = text.replace('"client": {', '"client": {\n    "name": "Another",');
  expect(() => readBlueprint(twice, 'twice.json')).toThrow(/line \d+: name appears twice\./);
});

test('any content gives a blueprint or invalid_blueprint, never another error', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), fc.string({unit: 'binary'})), content => {
      expect(refusal(content)).toMatch(/^hours\.json is not a valid blueprint/);
    }),
    {numRuns: 300},
  );
});

/** A mutation of the source code, and the tests of which at least one must fail. */
export interface Mutant {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** What the user would experience. */
  readonly reason: string;
  readonly tests: readonly string[];
}

const commands = 'test/commands';

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: text of the sources.
/** Thirteen that once survived all tests, then others across the layers. */
export const mutants: readonly Mutant[] = [
  {
    file: 'src/commands/prove.ts',
    from: 'exitCode: problem === undefined ? 0 : 1',
    to: 'exitCode: 0',
    reason: 'prove exits 0 where nothing is proved',
    tests: [`${commands}/prove.test.ts`],
  },
  {
    file: 'src/commands/apply.ts',
    from: "proof?.result === 'not-proved' ? 1 : 0",
    to: '0',
    reason: 'apply --prove exits 0 where nothing is proved',
    tests: [`${commands}/apply.test.ts`],
  },
  {
    file: 'src/commands/apply.ts',
    from: 'exitCode: 2,',
    to: 'exitCode: 0,',
    reason: 'an apply that was declined exits 0',
    tests: [`${commands}/apply.test.ts`],
  },
  {
    file: 'src/commands/undo.ts',
    from: 'return {exitCode: 2,',
    to: 'return {exitCode: 0,',
    reason: 'an undo that was declined exits 0',
    tests: [`${commands}/undo.test.ts`],
  },
  {
    file: 'src/commands/exporters/curl.ts',
    from: `'printf %s "$TIMESHEETS_CLIENT_SECRET" |`,
    to: `'printf %s "$CLIENT_SECRET" |`,
    reason: 'the curl script reads no secret',
    tests: [`${commands}/exporters`],
  },
  {
    file: 'src/commands/exporters/node-job.ts',
    from: 'authorization: \\`Basic \\${basic}\\`',
    to: 'authorization: \\`Bearer \\${basic}\\`',
    reason: 'the job in Node authenticates in the wrong way',
    tests: [`${commands}/exporters`],
  },
  {
    file: 'src/commands/exporters/express-api.ts',
    from: 'issuerBaseURL: process.env.TIMESHEETS_ISSUER',
    to: 'issuer: process.env.TIMESHEETS_ISSUER',
    reason: 'the API in Express gives its middleware a wrong option',
    tests: [`${commands}/exporters`],
  },
  {
    file: 'src/commands/exporters/auth0-cli.ts',
    from: 'auth0 api post client-grants\n',
    to: 'auth0 api get client-grants\n',
    reason: 'the script for the auth0 CLI reads where it should write',
    tests: [`${commands}/exporters`],
  },
  {
    file: 'src/commands/demo-tenant.ts',
    from: 'return {url, clientId, clientSecret, accessToken, ...trust};',
    to: 'return {url, clientId, accessToken, ...trust};',
    reason: 'demo-tenant --json lacks the secret',
    tests: [`${commands}/command-line.test.ts`],
  },
  {
    file: 'src/commands/wizard-ports.ts',
    from: 'await open(url)',
    to: "await open('about:blank')",
    reason: 'the browser is opened at the wrong address',
    tests: [`${commands}/platforms.test.ts`],
  },
  {
    file: 'src/commands/command-line.ts',
    from: '  return 1;\n',
    to: '  return 0;\n',
    reason: 'a bug exits 0',
    tests: [`${commands}/command-line.test.ts`],
  },
  {
    file: 'src/commands/settings/keychain.ts',
    from: "['delete-generic-password',",
    to: "['find-generic-password',",
    reason: 'the keychain of macOS deletes nothing',
    tests: [`${commands}/platforms.test.ts`],
  },
  {
    file: 'src/commands/help.ts',
    from: '  throw usageProblem(`There is no command “${name}”.`, hint);',
    to: "  return commands.find(each => each.name === 'check');",
    reason: 'an unknown command runs check',
    tests: [`${commands}/command-line.test.ts`],
  },
  {
    file: 'src/commands/registry.ts',
    from: 'if (!takesOption(command, name)) {',
    to: 'if (name === command.name) {',
    reason: 'an option that has no effect on a command is accepted',
    tests: [`${commands}/command-line.test.ts`],
  },
  {
    file: 'src/commands/check.ts',
    from: 'exitCode: settled ? 0 : 2',
    to: 'exitCode: 0',
    reason: 'check exits 0 on drift',
    tests: [`${commands}/check.test.ts`],
  },
  {
    file: 'src/commands/several-tenants.ts',
    from: 'const exitCodesBySeverity = [130, 1, 4, 3, 2];',
    to: 'const exitCodesBySeverity = [2, 3, 4, 1, 130];',
    reason: 'several tenants exit with the mildest code',
    tests: [`${commands}/several-tenants.test.ts`],
  },
  {
    file: 'src/commands/settings/settings.ts',
    from: 'const ownerOnly = 0o600;',
    to: 'const ownerOnly = 0o644;',
    reason: 'other users can read the settings',
    tests: [`${commands}/settings/settings.test.ts`],
  },
  {
    file: 'src/commands/settings/settings.ts',
    from: 'newer.output.version > version',
    to: 'newer.output.version < 0',
    reason: 'settings of a newer version are called damaged',
    tests: [`${commands}/settings/settings.test.ts`],
  },
  {
    file: 'src/commands/output/debug-log.ts',
    from: 'openSync(file, flags, 0o600)',
    to: 'openSync(file, flags, 0o666)',
    reason: 'other users can read the log of requests',
    tests: [`${commands}/check.test.ts`, `${commands}/files/output-file.test.ts`],
  },
  {
    file: 'src/text/escape.ts',
    from: '[\\p{Cc}\\u00ad',
    to: '[\\u00ad',
    reason: 'a name from the tenant moves the cursor',
    tests: ['test/auth0/any-response.test.ts', `${commands}/exporters`],
  },
  {
    file: 'src/model/tenant-address.ts',
    from: '/^(?:localhost',
    to: '/(?:localhost',
    reason: 'a host that only ends like a loopback host gets credentials unencrypted',
    tests: ['test/model/tenant-address.test.ts'],
  },
  {
    file: 'src/model/tenant-address.ts',
    from: "url.protocol === 'http:' && kind !== 'emulator'",
    to: "url.protocol === 'ftp:' && kind !== 'emulator'",
    reason: 'credentials go over http to any host',
    tests: ['test/auth0/address.test.ts'],
  },
  {
    file: 'src/auth0/retry.ts',
    from: 'status >= 500 || status === 408',
    to: 'status >= 400',
    reason: 'requests that Auth0 refuses are retried',
    tests: ['test/auth0/retry.test.ts', 'test/auth0/waits.test.ts'],
  },
  {
    file: 'src/engine/select-client.ts',
    from: "isFirstParty === false || clientId.startsWith('tpc_')",
    to: 'isFirstParty === false',
    reason: 'an application of a third party is adopted',
    tests: ['test/engine/select-client.test.ts', 'test/engine/strangers.test.ts'],
  },
  {
    file: 'src/engine/write-guards.ts',
    from: 'if (id !== undefined && id === ownClientId) {',
    to: "if (id !== undefined && id === '') {",
    reason: 'the application that the tool signs in with is changed',
    tests: ['test/engine/write-guards.test.ts', 'test/engine/strangers.test.ts'],
  },
  {
    file: 'src/engine/plan.ts',
    from: "statuses.every(({status}) => status.kind === 'in-sync')",
    to: "statuses.some(({status}) => status.kind === 'in-sync')",
    reason: 'a tenant with drift is in sync',
    tests: ['test/engine/plan.test.ts', `${commands}/check.test.ts`],
  },
  {
    file: 'src/engine/verify-token.ts',
    from: "use === 'sig'",
    to: "use !== ''",
    reason: 'a token is verified with an encryption key',
    tests: ['test/engine/prove.test.ts'],
  },
  {
    file: 'src/scenario/permissions.ts',
    from: '.filter(({reads}) => !reads.some(permission => permissions.has(permission)))',
    to: '.filter(({reads}) => reads.length === 0)',
    reason: 'a missing permission is noticed only at its write',
    tests: ['test/scenario/permissions.test.ts'],
  },
  {
    file: 'src/steps/evaluation.ts',
    from: "if (differences.length === 0) return {kind: 'in-sync', kept, notes};",
    to: "if (differences.length <= 1) return {kind: 'in-sync', kept, notes};",
    reason: 'a single difference is no drift',
    tests: ['test/steps', `${commands}/check.test.ts`],
  },
  {
    file: 'src/emulator/errors.ts',
    from: "429: 'Too Many Requests'",
    to: "429: 'Slow Down'",
    reason: 'the demo tenant’s errors differ from Auth0’s',
    tests: ['test/emulator'],
  },
  {
    file: 'src/commands/output/github.ts',
    from: ".replaceAll('%', '%25')",
    to: '',
    reason: 'a name from the tenant ends an annotation',
    tests: [`${commands}/exporters`, `${commands}/check.test.ts`],
  },
  {
    file: 'src/commands/confirm.ts',
    from: 'if (json || !isOnTerminal(io)) {',
    to: 'if (!isOnTerminal(io) && !json) {',
    reason: 'under --json a question is asked on stdout',
    tests: [`${commands}/apply.test.ts`],
  },
  {
    file: 'src/text/suggest.ts',
    from: '`Did you mean “${word}”? `',
    to: "''",
    reason: 'a typo gets no suggestion',
    tests: ['test/text/suggest.test.ts', `${commands}/command-line.test.ts`],
  },
  // The engine's tests run the commands' own code.
  {
    file: 'src/commands/apply.ts',
    from: 'journal: session.journal(),',
    to: 'journal: {intent: async () => 1, outcome: async () => {}, failed: async () => {}, end: async () => {}},',
    reason: 'apply records nothing that undo could revert',
    tests: ['test/engine/journal/journal-file.test.ts'],
  },
  {
    file: 'src/commands/undo.ts',
    from: 'journal: journal(prepared.record.run)',
    to: 'journal: journal()',
    reason: 'an undo can be undone again and again',
    tests: ['test/engine/undo/undo.test.ts'],
  },
  {
    file: 'src/wizard/run-effect.ts',
    from: 'maxAge: 0,',
    to: 'maxAge: 60_000,',
    reason: 'the wizard overwrites what another admin changed while its user was reading',
    tests: ['test/engine/lost-updates.test.ts'],
  },
];
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.

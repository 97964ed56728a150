#!/usr/bin/env node
// Node would open its debugger on this signal, for a process that holds an admin's token.
process.on('SIGUSR1', () => {});
// Old syntax on purpose: a Node that is too old has to get as far as the sentence below.
var version = process.versions.node.split('.').map(Number);
var major = version[0];
var minor = version[1];
var fits =
  (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major === 24 || major >= 26;

if (fits) start(process.argv.slice(2));
else {
  process.stderr.write(
    'timesheets-setup needs Node.js 20.19, 22.12, 24, or 26 and later; this is ' +
      process.versions.node +
      '.\n',
  );
  process.exitCode = 3;
}

function start(args) {
  // Asked for most often by other programs, and nothing has to be loaded for it.
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-v')) {
    process.stdout.on('error', leave);
    // biome-ignore lint/correctness/useImportExtensions: it is no module.
    // biome-ignore lint/style/useTemplate: old syntax, see above.
    process.stdout.write(require('../package.json').version + '\n');
    return;
  }
  void import('../dist/cli.js');
}

/** A reader that closes early (`| head`) is no error of ours; a full disk is no success. */
function leave(error) {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
}

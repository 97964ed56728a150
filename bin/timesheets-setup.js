#!/usr/bin/env node
// By default SIGUSR1 opens Node's debugger, and this process holds an admin's token.
process.on('SIGUSR1', () => {});
// ES5-style on purpose: a Node that is too old must still parse this file and print the message.
// The rest is loaded as a module.
var version = process.versions.node.split('.').map(Number);
var major = version[0];
var minor = version[1];
var fits =
  (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major === 24 || major >= 26;

if (!fits) {
  process.stderr.write(
    'timesheets-setup needs Node.js 20.19, 22.12, 24, or 26 and later; this is ' +
      process.versions.node +
      '.\n',
  );
  process.exitCode = 3;
} else if (process.argv.length === 3 && process.argv[2] === '--version') {
  process.stdout.on('error', leave);
  // biome-ignore lint/correctness/useImportExtensions: it is a JSON file.
  console.log(require('../package.json').version);
} else if (process.features.require_module && !(major === 22 && minor === 12)) {
  // Starts 5 ms sooner than `import`, but Node 22.12 would print a warning.
  require('../dist/cli.js');
} else {
  void import('../dist/cli.js');
}

/** A reader that closes the pipe early (`| head`) is not an error; a full disk is. */
function leave(error) {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
}

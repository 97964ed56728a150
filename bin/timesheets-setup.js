#!/usr/bin/env node
// Old syntax on purpose: a Node that is too old has to get as far as the sentence below.
import process from 'node:process';

var version = process.versions.node.split('.').map(Number);
var major = version[0];
var minor = version[1];
var fits =
  (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major === 24 || major >= 26;

if (fits) {
  void import('../dist/cli.js');
} else {
  process.stderr.write(
    'timesheets-setup needs Node.js 20.19, 22.12, 24, or 26 and later; this is ' +
      process.versions.node +
      '.\n',
  );
  process.exitCode = 3;
}

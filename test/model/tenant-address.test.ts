import {expect, test} from 'vitest';
import {isLoopback} from '../../src/model/tenant-address.js';

test.each(['localhost', '127.0.0.1', '127.8.9.10', '[::1]'])('%s is a loopback host', host => {
  expect(isLoopback(host)).toBe(true);
});

test.each([
  'notlocalhost',
  'localhost.example.com',
  'example.com.localhost',
  '127.0.0.1.example.com',
  '128.0.0.1',
  '10.127.0.0.1',
])('%s is not a loopback host', host => {
  expect(isLoopback(host)).toBe(false);
});

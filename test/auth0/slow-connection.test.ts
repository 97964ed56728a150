import {connect, createServer, type Server} from 'node:net';
import {setTimeout as pause} from 'node:timers/promises';
import {afterEach, expect, test} from 'vitest';
import {Transport} from '../../src/auth0/transport.js';
import {createTlsIdentity, type DemoTenant, startDemoTenant} from '../../src/emulator/server.js';
import {Problem} from '../../src/model/errors.js';

let tenant: DemoTenant;
let front: Server | undefined;
const trusted = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
afterEach(async () => {
  front?.close();
  await tenant.close();
  if (trusted === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  else process.env.NODE_TLS_REJECT_UNAUTHORIZED = trusted;
});

/** A proxy that delays each new connection to the tenant. */
async function through(delayMs: number): Promise<URL> {
  const server = createServer({pauseOnConnect: true}, async socket => {
    await pause(delayMs);
    const onward = connect(tenant.port, '127.0.0.1');
    socket.on('error', () => onward.destroy());
    onward.on('error', () => socket.destroy());
    socket.pipe(onward).pipe(socket);
    socket.resume();
  });
  front = server;
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return new URL(`https://127.0.0.1:${port}/api/v2/clients`);
}

test.each([
  ['is sent', 100, 1],
  ['is not sent', 700, 0],
])('a write over a slow connection %s, within 400 ms', async (_, delayMs, sent) => {
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  tenant = await startDemoTenant({scenario: 'fresh', tls: await createTlsIdentity()});
  const url = await through(delayMs);
  const ended = await new Transport()
    .send({
      method: 'POST',
      url,
      headers: {'content-type': 'application/json', connection: 'close'},
      body: '{"name": "one"}',
      repeat: 'once',
      countsTowardLimit: true,
      leaveWithinMs: 400,
    })
    .catch((error: unknown) => error);
  expect(tenant.requests).toHaveLength(sent);
  if (sent === 1) expect(ended).toMatchObject({status: 401});
  else {
    expect(ended).toBeInstanceOf(Problem);
    // It is retried, from a fresh reading.
    expect(ended).toMatchObject({code: 'timeout', effect: 'none', retry: {reason: 'retry'}});
  }
});

import {createServer as createProxy, type IncomingMessage} from 'node:http';
import {request} from 'node:https';
import {connect} from 'node:net';
import type {Duplex} from 'node:stream';
import {afterAll, expect, it, onTestFinished} from 'vitest';
import {TunnelAgent} from '../../src/auth0/proxy.js';
import {createTlsIdentity, startDemoTenant} from '../../src/emulator/server.js';

const identity = await createTlsIdentity();
const tenant = await startDemoTenant({tls: identity});
afterAll(() => tenant.close());

type OnConnect = (request: IncomingMessage, socket: Duplex) => void;

async function startProxy(onConnect: OnConnect) {
  const seen: IncomingMessage[] = [];
  const server = createProxy().on('connect', (request: IncomingMessage, socket: Duplex) => {
    seen.push(request);
    onConnect(request, socket);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {seen, url: new URL(`http://us%3Aer:p%20w@127.0.0.1:${port}`)};
}

const tunnelThrough: OnConnect = ({url = ''}, socket) => {
  const [host = '', port] = url.split(':');
  const onward = connect(Number(port), host, () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    onward.pipe(socket).pipe(onward);
  });
  socket.on('error', () => onward.destroy());
  onward.on('error', () => socket.destroy());
};

function requestStatus(agent: TunnelAgent): Promise<number | undefined> {
  const url = new URL('/.well-known/jwks.json', tenant.url);
  return new Promise((resolve, reject) => {
    request(url, {agent, ca: identity.cert}, response => {
      response.resume().on('end', () => setImmediate(resolve, response.statusCode));
    })
      .on('error', reject)
      .end();
  });
}

it('tunnels TLS to the tenant through CONNECT, and reuses the connection', async () => {
  const {seen, url} = await startProxy(tunnelThrough);
  const agent = new TunnelAgent(url);
  expect(await requestStatus(agent)).toBe(200);
  expect(await requestStatus(agent)).toBe(200);
  agent.destroy();
  expect(seen.map(({url: target}) => target)).toEqual([tenant.domain]);
  expect(seen[0]?.headers['proxy-authorization']).toBe(`Basic ${btoa('us:er:p w')}`);
});

it('reports the status with which the proxy refuses', async () => {
  const {url} = await startProxy((_, socket) =>
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n'),
  );
  await expect(requestStatus(new TunnelAgent(url))).rejects.toThrow('proxy refuses a tunnel (407)');
});

it('fails if the proxy is not running', async () => {
  const agent = new TunnelAgent(new URL('http://127.0.0.1:1'));
  await expect(requestStatus(agent)).rejects.toMatchObject({code: 'ECONNREFUSED'});
});

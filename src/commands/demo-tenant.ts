import type {Invocation} from './options.js';
import {numberOf} from './place.js';

/**
 * `timesheets-setup demo-tenant`: serves until the signal says stop. Prints the address and the
 * credentials of a made-up admin: the one place where secrets are printed, and they open nothing
 * but this process. Throws `Problem`.
 */
export async function demoTenant(
  options: Invocation['options'],
  signal: AbortSignal,
): Promise<void> {
  const port = numberOf('port', options.port);
  const {startDemo} = await import('./demo.js');
  const tenant = await startDemo(options.scenario ?? options.demo ?? 'dashboard', {
    latencyMs: numberOf('latency', options.latency) ?? 0,
    ...(port !== undefined && {port}),
    ...(options.tls && {transport: 'https'}),
  });
  const {url, clientId, clientSecret, accessToken, certificate} = tenant;
  const trust = certificate === undefined ? {} : {certificate};
  process.stdout.write(
    options.json
      ? `${JSON.stringify({url, clientId, clientSecret, accessToken, ...trust})}\n`
      : `${[
          `The demo tenant answers at ${url} until you press Ctrl-C. In another terminal:`,
          '',
          `  export AUTH0_DOMAIN=${url}`,
          `  export AUTH0_CLIENT_ID=${clientId}`,
          `  export AUTH0_CLIENT_SECRET=${clientSecret}`,
          '  timesheets-setup check',
          ...(certificate === undefined
            ? []
            : ['', 'Its certificate, for a file that NODE_EXTRA_CA_CERTS names:', '', certificate]),
        ].join('\n')}\n`,
  );
  await new Promise<void>(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), {once: true});
  });
  await tenant.close();
}

import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {createTlsIdentity, type DemoTenant, startDemoTenant} from '../../../src/emulator/server.js';
import {type Env, program, root, runs, runsNode, withFolder} from './program.js';

/**
 * Where npm gets packages from, and whom it trusts there: by its own settings, which are read when
 * it needs them. `NODE_EXTRA_CA_CERTS` would be read by every program that it runs.
 */
export const npmEnv: Env = npmSettings(process.env);

export function npmSettings(caller: Readonly<Record<string, string | undefined>>): Env {
  const {HOME = '/nonexistent', NODE_EXTRA_CA_CERTS: cafile} = caller;
  const own = Object.entries(caller).flatMap(([name, value]) =>
    value !== undefined && /^npm_config_(?:registry|userconfig|globalconfig|cafile)$/i.test(name)
      ? [[name, value] as const]
      : [],
  );
  return {
    HOME,
    ...(cafile !== undefined && {npm_config_cafile: cafile}),
    ...Object.fromEntries(own),
  };
}

export const npm = (args: readonly string[], cwd: string, env: Env = {}) =>
  runs('npm', args, {cwd, env: {...npmEnv, ...env}});

export interface DeployCli {
  /** Milliseconds of an import of what our export gives; the tenant has https and nothing else. */
  importInto(tenant: DemoTenant): Promise<number>;
  readonly tls: {readonly key: string; readonly cert: string};
}

/** Auth0's own tool, from the registry; nothing where that can't be reached. */
export async function withDeployCli<Value>(
  act: (deployCli: DeployCli | undefined) => Promise<Value>,
): Promise<Value> {
  return await withFolder(async folder => {
    const tls = await createTlsIdentity();
    const [certificate, yaml] = [join(folder, 'ca.pem'), join(folder, 'tenant.yaml')];
    await writeFile(certificate, tls.cert);
    await writeFile(yaml, await exportYaml(tls, certificate));
    const flags = ['--no-audit', '--no-fund', '--silent', '--fetch-retries=0'];
    const installed = await npm(['install', ...flags, 'auth0-deploy-cli'], folder);
    if (installed.exitCode !== 0) return await act(undefined);
    return await act({
      tls,
      async importInto(tenant) {
        const args = [join(folder, 'node_modules/.bin/a0deploy'), 'import', '--input_file', yaml];
        const env = {...adminOf(tenant, certificate), AUTH0_ALLOW_DELETE: 'false'};
        const ended = await runs(process.execPath, args, {env, cwd: folder});
        if (ended.exitCode !== 0) throw new Error(`a0deploy: ${ended.stdout}${ended.stderr}`);
        return ended.ms;
      },
    });
  });
}

async function exportYaml(tls: DeployCli['tls'], certificate: string): Promise<string> {
  const tenant = await startDemoTenant({scenario: 'converged', tls});
  const env = {...adminOf(tenant, certificate), TIMESHEETS_SETUP_CONFIG_DIR: join(root, 'none')};
  const {stdout} = await runsNode([program, 'export', 'deploy-cli'], env);
  await tenant.close();
  return stdout;
}

export function adminOf(tenant: DemoTenant, certificate: string): Env {
  return {
    AUTH0_DOMAIN: tenant.domain,
    AUTH0_CLIENT_ID: tenant.clientId,
    AUTH0_CLIENT_SECRET: tenant.clientSecret,
    NODE_EXTRA_CA_CERTS: certificate,
  };
}

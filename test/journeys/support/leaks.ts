import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {DemoTenant} from '../../../src/emulator/server.js';

/** All secrets of the tenant, and the forms in which they are sent. */
export class PlantedSecrets {
  readonly #secrets = new Map<string, string>();

  constructor(tenant?: DemoTenant) {
    if (tenant !== undefined) this.addTenantSecrets(tenant);
  }

  /** Call again for secrets that were created meanwhile. */
  addTenantSecrets({store, accessToken, privateKeys}: DemoTenant): void {
    this.add('the admin’s token', accessToken);
    for (const [clientId, pem] of privateKeys) {
      const lines = pem.split('\n').filter(line => /^[^-]{40,}$/.test(line));
      for (const line of lines) this.add(`the private key of ${clientId}`, line);
    }
    for (const {client_id, client_secret, name} of store.clients.all()) {
      if (typeof client_secret !== 'string') continue;
      this.add(`the secret of ${name}`, client_secret);
      const basic = Buffer.from(`${client_id}:${client_secret}`).toString('base64');
      this.add(`the secret of ${name} in a Basic header`, basic);
    }
    for (const {signing_secret, identifier} of store.resourceServers.all()) {
      if (typeof signing_secret === 'string') this.add(`the key of ${identifier}`, signing_secret);
    }
  }

  add(name: string, secret: string): void {
    this.#secrets.set(secret, name);
  }

  /** The names of the secrets that the text contains. Any JWT counts as one. */
  findIn(text: string): readonly string[] {
    const held = [...this.#secrets].filter(([secret]) => text.includes(secret));
    const token = /\beyJ[\w-]+\.eyJ[\w-]+/.test(text) ? ['a token'] : [];
    return [...held.map(([, name]) => name), ...token];
  }
}

/** All files below a folder, by path. */
export async function readFilesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  const paths = entries.filter(each => each.isFile()).map(file => join(file.parentPath, file.name));
  return new Map(
    await Promise.all(paths.map(async path => [path, await readFile(path, 'utf8')] as const)),
  );
}

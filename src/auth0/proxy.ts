const variables = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'] as const;

/**
 * Node's `fetch` passes over the proxy variables: where one is set, all requests of this process
 * go by them. A company's certificate authority comes by NODE_EXTRA_CA_CERTS, as everywhere in
 * Node.
 */
export async function goByProxy(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  if (variables.every(name => !env[name])) return;
  // Loaded for those alone who have a proxy: it is half a megabyte.
  const {EnvHttpProxyAgent, setGlobalDispatcher} = await import('undici');
  const {NO_PROXY, no_proxy} = env;
  // Emulators live on this machine: a proxy elsewhere could not reach them.
  const noProxy = [no_proxy ?? NO_PROXY, 'localhost', '127.0.0.1', '[::1]']
    .filter(Boolean)
    .join(',');
  setGlobalDispatcher(new EnvHttpProxyAgent({noProxy}));
}

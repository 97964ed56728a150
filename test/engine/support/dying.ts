import type {Tenant} from '../../../src/engine/tenant.js';

/** When a run is killed: at its nth write, before it is sent or after it is applied. */
export interface KillPoint {
  readonly write: number;
  readonly when: 'before' | 'after';
}

export interface KillableRun {
  /** Wraps the tenant: requests that were sent are applied, but never respond. */
  through(tenant: Tenant): Tenant;
  /** Resolves once no request of the run is in flight; never if it isn't killed. */
  readonly killed: Promise<'killed'>;
}

export function killAtWrite({write, when}: KillPoint): KillableRun {
  const never = new Promise<never>(() => {});
  const underWay = new Set<Promise<unknown>>();
  let writes = 0;
  let dead = false;
  let resolveKilled: (word: 'killed') => void = () => {};
  const killed = new Promise<'killed'>(resolve => {
    resolveKilled = resolve;
  });

  const callUnlessDead = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
    if (dead) return await never;
    const answer = call();
    underWay.add(answer);
    const [result] = await Promise.allSettled([answer]);
    underWay.delete(answer);
    if (dead) return await never;
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  };

  return {
    killed,
    through: tenant => ({
      domain: tenant.domain,
      ownClientId: tenant.ownClientId,
      preview: change => tenant.preview(change),
      resourceServer: (...asked) => callUnlessDead(() => tenant.resourceServer(...asked)),
      resourceServers: (...asked) => callUnlessDead(() => tenant.resourceServers(...asked)),
      client: (...asked) => callUnlessDead(() => tenant.client(...asked)),
      clients: (...asked) => callUnlessDead(() => tenant.clients(...asked)),
      wait: (...asked) => callUnlessDead(() => tenant.wait(...asked)),
      clientGrants: (...asked) => callUnlessDead(() => tenant.clientGrants(...asked)),
      async perform(...asked) {
        if (dead) return await never;
        writes += 1;
        if (writes !== write) return await callUnlessDead(() => tenant.perform(...asked));
        dead = true;
        if (when === 'after') {
          try {
            await tenant.perform(...asked);
          } catch (error) {
            // Not sent: the reading was too old on a slow machine. The retry is killed.
            dead = false;
            writes -= 1;
            throw error;
          }
        }
        await Promise.allSettled(underWay);
        resolveKilled('killed');
        return await never;
      },
    }),
  };
}

import type {Tenant} from '../../../src/engine/tenant.js';

/** Where a run is killed: at its nth write, before that is sent or after it is done. */
export interface KillPoint {
  readonly write: number;
  readonly when: 'before' | 'after';
}

export interface KillableRun {
  /** The tenant of a caller that dies: what was sent is done, and nothing is heard of it. */
  through(tenant: Tenant): Tenant;
  /** Resolves once nothing of the run is under way any more; never where it lives on. */
  readonly killed: Promise<'killed'>;
}

export function killAtWrite({write, when}: KillPoint): KillableRun {
  const never = new Promise<never>(() => {});
  const underWay = new Set<Promise<unknown>>();
  let writes = 0;
  let dead = false;
  let die: (word: 'killed') => void = () => {};
  const killed = new Promise<'killed'>(resolve => {
    die = resolve;
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
            // Nothing was sent, on a slow machine for the age of its reading: it dies at the next try.
            dead = false;
            writes -= 1;
            throw error;
          }
        }
        await Promise.allSettled(underWay);
        die('killed');
        return await never;
      },
    }),
  };
}

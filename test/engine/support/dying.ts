import type {Tenant} from '../../../src/engine/tenant.js';

/** Where a run is killed: at its nth write, before that is sent or after it is done. */
export interface Death {
  readonly write: number;
  readonly when: 'before' | 'after';
}

export interface Dying {
  /** The tenant of a caller that dies: what was sent is done, and nothing is heard of it. */
  through(tenant: Tenant): Tenant;
  /** Resolves once nothing of the run is under way any more; never where it lives on. */
  readonly killed: Promise<'killed'>;
}

export function dyingAt({write, when}: Death): Dying {
  const never = new Promise<never>(() => {});
  const underWay = new Set<Promise<unknown>>();
  let writes = 0;
  let dead = false;
  let die: (word: 'killed') => void = () => {};
  const killed = new Promise<'killed'>(resolve => {
    die = resolve;
  });

  const heard = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
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
      resourceServer: (...asked) => heard(() => tenant.resourceServer(...asked)),
      resourceServers: (...asked) => heard(() => tenant.resourceServers(...asked)),
      client: (...asked) => heard(() => tenant.client(...asked)),
      clients: (...asked) => heard(() => tenant.clients(...asked)),
      wait: (...asked) => heard(() => tenant.wait(...asked)),
      clientGrants: (...asked) => heard(() => tenant.clientGrants(...asked)),
      async perform(...asked) {
        if (dead) return await never;
        writes += 1;
        if (writes !== write) return await heard(() => tenant.perform(...asked));
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

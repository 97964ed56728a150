/** What a list gains and what it loses on its way to another one, each in its own order. */
export function listDifference(
  from: readonly string[],
  to: readonly string[],
): {readonly added: readonly string[]; readonly removed: readonly string[]} {
  const [before, after] = [new Set(from), new Set(to)];
  return {
    added: to.filter(value => !before.has(value)),
    removed: from.filter(value => !after.has(value)),
  };
}

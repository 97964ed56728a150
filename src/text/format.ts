export function capitalize(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

export function formatList(values: readonly string[]): string {
  return values.length === 0 ? 'none' : values.join(', ');
}

/** The first items and a count of the rest: `a, b and 3 more`. */
export function formatFirst(values: readonly string[], maxItems = 8): string {
  const more = values.length - maxItems;
  return more <= 1 ? values.join(', ') : `${values.slice(0, maxItems).join(', ')} and ${more} more`;
}

/** Values in a sentence: `a, b and c`. */
export function formatSeries(values: readonly string[]): string {
  const rest = values.slice(0, -1);
  return [...(rest.length > 0 ? [rest.join(', ')] : []), ...values.slice(-1)].join(' and ');
}

/** `old → new`; for lists, only the added and removed items. */
export function formatChange(from: unknown, to: unknown): string {
  if (!isStringList(from) || !isStringList(to) || from.length === 0)
    return `${formatValue(from)} → ${formatValue(to)}`;
  const {added, removed} = listDifference(from, to);
  return [...added.map(value => `+ ${value}`), ...removed.map(value => `− ${value}`)].join(', ');
}

function isStringList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}

function formatValue(value: unknown): string {
  if (value === null || value === undefined) return '(none)';
  if (!Array.isArray(value)) return typeof value === 'string' ? value : JSON.stringify(value);
  const items = value.map(item => (typeof item === 'string' ? item : JSON.stringify(item)));
  return items.length === 0 ? '(none)' : items.join(', ');
}

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

import type { Located } from './document.js';
import { isSameFilter } from './frames.js';
import type { Problem } from './problem.js';

/** Filters of an observatory file with one name: a sequence could not say which is meant. */
export function sameFilters(filters: Located | undefined): readonly Problem[] {
  const named = (filters?.items ?? []).flatMap((item) => {
    const { value, place } = item.entries?.get('name')?.value ?? item;
    return typeof value === 'string' ? [{ name: value, place }] : [];
  });
  return named.flatMap(({ name, place }, i): readonly Problem[] => {
    const first = named.slice(0, i).find((other) => isSameFilter(other.name, name));
    if (!first) return [];
    return [
      {
        severity: 'error',
        code: 'wrong-value',
        message: `the name "${name}" is that of another filter already, capitals aside`,
        hint: `give each position of the wheel a name of its own, such as ${name} 2`,
        place,
        related: [{ message: 'it is the name of this one', place: first.place }],
      },
    ];
  });
}

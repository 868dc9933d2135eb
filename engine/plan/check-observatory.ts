import { DateTime } from 'luxon';
import type { Located } from './document.js';
import { isSameFilter } from './frames.js';
import type { ObservatoryFile } from './observatory-schema.js';
import type { Place } from './plan.js';
import type { Problem } from './problem.js';

type PlaceOf = (...path: string[]) => Place;

/** What is wrong in an observatory file whose parts are each as they should be. */
export function wrongObservatory(read: ObservatoryFile, root: Located, placeOf: PlaceOf): readonly Problem[] {
  return [
    ...missingForSafety(read, placeOf),
    ...sameFilters(root.entries?.get('filters')?.value),
    ...limitsOfPlans(read, placeOf),
    ...clocksOfElsewhere(read, placeOf),
  ];
}

/** What the safety rules rely on and the observatory does not have. */
function missingForSafety({ safety, devices }: ObservatoryFile, placeOf: PlaceOf): readonly Problem[] {
  const problems: Problem[] = [];
  const missing = (message: string, key: string): void => {
    const place = placeOf('safety', key);
    problems.push({ severity: 'error', code: 'observatory', message, hint: 'name it under `devices:`', place });
  };
  if (safety.conditions && devices['observing-conditions'] === undefined) {
    missing('the conditions of the weather need a device `observing-conditions`', 'conditions');
  }
  if (safety['mount-power'] !== undefined && devices.switch === undefined) {
    missing("the switch of the mount's power needs a device `switch`", 'mount-power');
  }
  return problems;
}

/** Of frames an observatory knows nothing: such a limit would keep it closed for ever. */
function limitsOfPlans({ limits = [] }: ObservatoryFile, placeOf: PlaceOf): readonly Problem[] {
  if (!limits.some(({ quantity }) => quantity === 'frames-done')) return [];
  const message = 'frames-done is of a sequence, and an observatory knows none: nothing would ever be imaged';
  const hint = 'put it under `while:` of a target, or under `if:` of `when`';
  return [{ severity: 'error', code: 'wrong-value', message, hint, place: placeOf('limits', 'frames-done') }];
}

/** h; no country's clocks are farther from the sun, summer time included. */
const FARTHEST_CLOCKS = 4;

/** A longitude with the wrong sign is where other clocks hold. */
function clocksOfElsewhere({ site: { longitude, zone } }: ObservatoryFile, placeOf: PlaceOf): readonly Problem[] {
  // Observatories far away are often kept in universal time.
  if (/^(?:UTC|GMT|Z)/iu.test(zone)) return [];
  const apart = (of: number): number => {
    const offset = DateTime.fromISO('2026-01-01', { zone }).offset / 60;
    return Math.abs(((((offset - of / 15) % 24) + 36) % 24) - 12);
  };
  if (apart(longitude) <= FARTHEST_CLOCKS) return [];
  const message = `the clocks of ${zone} are ${apart(longitude).toFixed(0)} h off the sun at this longitude`;
  const hint =
    apart(-longitude) <= FARTHEST_CLOCKS
      ? 'longitudes are EAST positive: its sign is probably wrong'
      : 'look at the longitude and at `zone`';
  const place = placeOf('site', 'longitude');
  return [{ severity: 'warning', code: 'doubtful', message, hint, place }];
}

/** Filters of an observatory file with one name: a sequence could not say which is meant. */
function sameFilters(filters: Located | undefined): readonly Problem[] {
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

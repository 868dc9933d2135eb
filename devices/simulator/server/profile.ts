import { MEMBERS } from '../../roles/index.js';
import { wireName } from '../../roles/member.js';
import { encode } from '../values.js';
import type { World } from '../world.js';
import { type Reply, text } from './message.js';
import { escaped } from './page-style.js';

/**
 * A device's settings in the form in which ASCOM's own simulators keep theirs, pairs of key and value: the tests of the
 * reference client compare what a device says with it. Every property that a driver can tell stands under its name.
 */
export function profile(world: World, type: string, number: number): Reply {
  const driver = world.drivers.find(({ info }) => info.type === type && info.number === number);
  if (!driver) return text(404, `there is no ${type} ${String(number)}`);
  const methods = driver as unknown as Record<string, (() => unknown) | undefined>;
  const pairs = new Map<string, unknown>();
  for (const [key, member] of Object.entries(MEMBERS[driver.info.type])) {
    const reads = member.verb === 'get-put' || (member.verb === 'get' && Object.keys(member.params).length === 0);
    if (!reads || member.value.name === 'image' || member.value.name === 'DeviceState[]') continue;
    try {
      pairs.set(wireName(key, member), encode(member.value, methods[key]?.call(driver)));
    } catch {
      // What the driver does not tell has no setting.
    }
  }
  for (const [key, value] of extras(world, driver.info.type)) pairs.set(key, value);
  const xml = [...pairs].map(
    ([key, value]) =>
      `<SettingsPair><Key>${escaped(key)}</Key><Value>${escaped(written(value))}</Value></SettingsPair>`,
  );
  return {
    status: 200,
    type: 'application/xml; charset=utf-8',
    body: `<?xml version="1.0" encoding="utf-8"?><SettingsProfile><SettingsList>${xml.join('')}</SettingsList></SettingsProfile>`,
  };
}

/** As Python reads it back. */
function written(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Settings that are no properties. */
function extras(world: World, type: string): readonly (readonly [string, unknown])[] {
  switch (type) {
    case 'focuser':
      return [
        ['TempProbe', true],
        ['Synchronous', false],
        ['CanHalt', true],
      ];
    case 'filterwheel':
      return [
        ['Slots', world.setup.filters.length],
        ...world.setup.filters.flatMap((filter, i) => [
          [`FilterNames ${String(i)}`, filter.name] as const,
          [`FocusOffsets ${String(i)}`, filter.focusOffset] as const,
        ]),
      ];
    default:
      return [];
  }
}

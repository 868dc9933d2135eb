import { MEMBERS } from '../../roles/index.js';
import { wireName } from '../../roles/member.js';
import { LONGEST, SHORTEST } from '../drivers/camera-facts.js';
import { INTERVAL } from '../drivers/observing-conditions.js';
import { encode } from '../values.js';
import type { World } from '../world.js';
import { MAX_BRIGHTNESS } from '../world/flat-panel.js';
import { altAzGeometry } from '../world/mount/alt-az.js';
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
  for (const [key, value] of extras(world, driver.info.type, pairs)) pairs.set(key, value);
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

type Setting = readonly [key: string, value: unknown];

/** Settings that are no properties, or go by another name than the property. */
function extras(world: World, type: string, told: ReadonlyMap<string, unknown>): readonly Setting[] {
  const { setup } = world;
  switch (type) {
    case 'camera':
      return [
        ['MinExposure', SHORTEST],
        ['MaxExposure', LONGEST],
        ['HasCooler', true],
        // 1: one of a list of names; 2: between a smallest and a largest value.
        ['GainMode', setup.camera.gains ? 1 : 2],
        ['OffsetMode', setup.camera.offsets ? 1 : 2],
        ...(setup.camera.gains ? [['Gains', setup.camera.gains.join(',')] as const] : []),
        ...(setup.camera.offsets ? [['Offsets', setup.camera.offsets.join(',')] as const] : []),
        ['ReadoutModes', 'Normal'],
      ];
    case 'covercalibrator':
      return [
        ['Cover Initialisation State', 'Unknown'],
        ['Calibrator Initialisation State', 'Off'],
        ['Maximum Brightness', MAX_BRIGHTNESS],
      ];
    case 'filterwheel':
      return [
        ['Slots', setup.filters.length],
        ['ImplementsNames', true],
        ['ImplementsOffsets', true],
        ...setup.filters.flatMap(({ name, focusOffset }, i): readonly Setting[] => [
          [`FilterNames ${String(i)}`, name],
          [`FocusOffsets ${String(i)}`, focusOffset],
        ]),
      ];
    case 'focuser':
      return [
        ['TempProbe', true],
        ['Synchronous', false],
        ['CanHalt', true],
      ];
    case 'observingconditions':
      return [
        ['Average Period', told.get('AveragePeriod')],
        ['Sensor Read Period', INTERVAL],
        // To those tests every sensor shows what somebody has set: what it shows now.
        ...[...told]
          .filter(([key, value]) => key !== 'AveragePeriod' && typeof value === 'number')
          .flatMap(([key, value]): readonly Setting[] => [
            [`${key}Override`, true],
            [`${key}Override Value`, value],
          ]),
      ];
    case 'safetymonitor':
      return [['SafetyMonitor', world.weather.safe(world.clock.now())]];
    case 'switch':
      return [['NumSwitches', world.switches.count], ...lines(world)];
    case 'telescope':
      return [
        ['AlignMode', { 'alt-az': 0, fork: 1, german: 2 }[setup.mount.kind]],
        ['Aperture', setup.optics.aperture / 1000],
        ['CanSetEquRates', true],
        ['Refraction', told.get('DoesRefraction')],
        ['Elevation', told.get('SiteElevation')],
        ['Latitude', told.get('SiteLatitude')],
        ['Longitude', told.get('SiteLongitude')],
        ...home(world),
      ];
    default:
      return [];
  }
}

function lines({ switches }: World): readonly Setting[] {
  return Array.from({ length: switches.count }, (_, id) => switches.kind(id)).flatMap(
    ({ seconds, writable }, id): readonly Setting[] => [
      [`CanAsync Switch${String(id)}`, writable && seconds !== undefined],
      [`Duration Switch${String(id)}`, seconds ?? 0],
    ],
  );
}

/** Where the mount stands after FindHome. */
function home({ mount, setup }: World): readonly Setting[] {
  const place = mount.geometry.toSky(mount.geometry.park);
  const { primary: azimuth, secondary: altitude } = altAzGeometry(setup.site.latitude).toAxes(place, 'normal');
  return [
    ['HomeAzimuth', azimuth],
    ['HomeAltitude', altitude],
  ];
}

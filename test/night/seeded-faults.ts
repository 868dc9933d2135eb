import { FAULT_KINDS, type Fault, type FaultKind, type World } from '../../devices/simulator/index.js';
import { type DeviceType, MEMBERS } from '../../devices/roles/index.js';
import type { Chance } from './chance.js';
import type { SeededPlace } from './seeded-place.js';

const MINUTE = 60_000;
/** Devices that every observatory has. */
const ALWAYS: readonly DeviceType[] = ['telescope', 'camera', 'filterwheel', 'focuser', 'dome'];
const MORE: readonly DeviceType[] = ['rotator', 'covercalibrator', 'switch'];
export const DEVICES: readonly DeviceType[] = [...ALWAYS, 'safetymonitor', 'observingconditions', ...MORE];

/**
 * What is written can be lied about and is found out by reading back; a source of safety may be wrong about danger. A
 * sensor that says all is well, all the time, cannot be seen through, and is not part of this.
 */
const LIES: Readonly<Partial<Record<DeviceType, readonly (readonly [member: string, value?: unknown])[]>>> = {
  telescope: [['park'], ['slewToCoordinatesAsync'], ['unpark']],
  dome: [['openShutter'], ['closeShutter']],
  camera: [['startExposure']],
  focuser: [['move'], ['connect']],
  filterwheel: [['position'], ['connect']],
  safetymonitor: [['isSafe', false]],
  observingconditions: [
    ['windGust', 40],
    ['cloudCover', 100],
  ],
  rotator: [['connect']],
  covercalibrator: [['connect']],
  switch: [['connect']],
};

export function devicesOf({ sources, fullRig }: SeededPlace): readonly DeviceType[] {
  return [
    ...ALWAYS,
    ...(sources === 'station' ? [] : (['safetymonitor'] as const)),
    ...(sources === 'monitor' ? [] : (['observingconditions'] as const)),
    ...(fullRig ? MORE : []),
  ];
}

/** ms after its start at which a night connects and opens, when nothing holds it up: safety has settled. */
const REOPENING = 61_000;
/** What is called then, and hardly ever again. */
const AT_REOPENING = new Set(['connect', 'openShutter', 'unpark']);

/** A fault of some kind on some device of the observatory, while there is something to be hit. */
export function seededFault(chance: Chance, place: SeededPlace, start: number, within: () => number): Fault {
  const device = chance.one(devicesOf(place));
  const kind = chance.one(FAULT_KINDS);
  const opening = start + REOPENING - chance.between(0, 5_000);
  if (kind === 'lie') return seededLie(chance, device, within(), opening);
  // Devices that the plan has no use for are called when they are connected, and only then.
  const from = chance.odds(MORE.includes(device) ? 0.95 : 0.15)
    ? opening
    : chance.odds(0.15)
      ? start - chance.between(0, 5_000)
      : within();
  return {
    device,
    kind,
    from,
    to: from + 7_000 + chance.between(0, 3 * MINUTE),
    ...(kind === 'slow' ? { seconds: chance.between(1, 8) } : {}),
    ...(kind === 'disconnect' || chance.odds(0.5) ? { count: chance.whole(1, 4) } : {}),
  };
}

/** A sensor lies for a while; a write is lied about when it comes, once or a few times. */
function seededLie(chance: Chance, device: DeviceType, sometime: number, opening: number): Fault {
  const [member, value] = chance.one(LIES[device] ?? [['connect']]);
  const from = AT_REOPENING.has(member) ? opening : sometime;
  const lie = { device, member, kind: 'lie', from } as const;
  return value === undefined
    ? { ...lie, to: from + chance.between(3, 15) * MINUTE, count: chance.whole(1, 3) }
    : { ...lie, to: from + chance.between(7_000, 45_000), value };
}

/** `camera hang`, for what really struck a call. */
export type Struck = `${DeviceType} ${FaultKind}`;

/** Notes which faults of a world strike, as they do, but for one that is no fault but how the place is. */
export function noteStrikes({ faults }: World, { except }: { readonly except?: number } = {}): ReadonlySet<Struck> {
  const struck = new Set<Struck>();
  const strike = faults.strike.bind(faults);
  faults.strike = (device, member, now) => {
    const fault = strike(device, member, now);
    // What fails midway must have been begun; reading goes well.
    const harmless = fault?.kind === 'fail-midway' && MEMBERS[device][member]?.verb === 'get';
    if (fault && fault.id !== except && !harmless) struck.add(`${device} ${fault.kind}`);
    return fault;
  };
  return struck;
}

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
  focuser: [['move']],
  filterwheel: [['position']],
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

/** A fault of some kind on some device of the observatory, while there is something to be hit. */
export function seededFault(chance: Chance, place: SeededPlace, start: number, within: () => number): Fault {
  const device = chance.one(devicesOf(place));
  const kind = chance.one(FAULT_KINDS);
  // Devices that the plan has no use for are called when they are connected, and only then.
  const early = MORE.includes(device) ? 0.9 : 0.15;
  const from = chance.odds(early) ? start - chance.between(0, 5_000) : within();
  const to = from + 5_000 + chance.between(2_000, kind === 'lie' ? 40_000 : 3 * MINUTE);
  if (kind === 'lie') {
    const [member, value] = chance.one(LIES[device] ?? [['connect']]);
    return { device, member, kind, from, to, ...(value === undefined ? {} : { value }) };
  }
  return {
    device,
    kind,
    from,
    to,
    ...(kind === 'slow' ? { seconds: chance.between(1, 8) } : {}),
    ...(kind === 'disconnect' || chance.odds(0.5) ? { count: chance.whole(1, 4) } : {}),
  };
}

/** `camera hang`, for what really struck a call. */
export type Struck = `${DeviceType} ${FaultKind}`;

/** Notes which faults of a world strike, as they do. */
export function noteStrikes({ faults }: World): ReadonlySet<Struck> {
  const struck = new Set<Struck>();
  const strike = faults.strike.bind(faults);
  faults.strike = (device, member, now) => {
    const fault = strike(device, member, now);
    // What fails midway must have been begun; reading goes well.
    const harmless = fault?.kind === 'fail-midway' && MEMBERS[device][member]?.verb === 'get';
    if (fault && !harmless) struck.add(`${device} ${fault.kind}`);
    return fault;
  };
  return struck;
}

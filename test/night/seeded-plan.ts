import type { Fault, MountOptions, Stretch } from '../../devices/simulator/index.js';
import type { DeviceType } from '../../devices/roles/index.js';
import { localSiderealTime } from '../../sky/index.js';
import type { ErrorPolicy, PlanNode, TargetNode } from '../../engine/plan/plan.js';
import { expose, frames, step, target } from '../support/plans.js';
import { SITE } from '../support/rehearsal.js';
import { Chance } from './chance.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DEVICES: readonly DeviceType[] = ['telescope', 'camera', 'filterwheel', 'focuser', 'dome', 'safetymonitor'];
const KINDS = ['refuse', 'hang', 'slow', 'fail-midway', 'lie', 'disconnect', 'garbage'] as const;
/**
 * What is written can be lied about and is found out by reading back. A sensor that lies the same all the time cannot be
 * seen through, and is not part of this.
 */
const LIES: readonly (readonly [DeviceType, string])[] = [
  ['telescope', 'park'],
  ['telescope', 'slewToCoordinatesAsync'],
  ['telescope', 'unpark'],
  ['dome', 'openShutter'],
  ['dome', 'closeShutter'],
  ['camera', 'startExposure'],
  ['focuser', 'move'],
];

/** What happens from outside at a moment. */
export interface Happening {
  readonly at: number;
  readonly what: 'pause' | 'resume' | 'stop' | 'skip' | 'kill';
}

export interface SeededNight {
  readonly seed: number;
  readonly start: number;
  readonly end: number;
  /** The plan as it was begun, and as it was after each kill. */
  readonly plans: readonly (readonly PlanNode[])[];
  readonly startup: readonly PlanNode[];
  readonly shutdown: readonly PlanNode[];
  readonly mount: Partial<MountOptions>;
  readonly clouds: readonly Stretch[];
  readonly faults: readonly Fault[];
  readonly cuts: readonly Stretch[];
  readonly jams: readonly Stretch[];
  readonly happenings: readonly Happening[];
  /** For each run, after how many lines of its journal it is killed. */
  readonly killLines: readonly (number | undefined)[];
  readonly roofClearsTelescope: boolean;
  readonly trackPast: number;
}

const POLICIES: readonly ErrorPolicy[] = [
  { retry: 2, backoff: 5, then: 'end the night' },
  { retry: 1, backoff: 5, then: 'next target' },
  { retry: 1, backoff: 5, then: 'skip' },
];

/** Everything about a night, from its seed alone. */
export function seededNight(seed: number): SeededNight {
  const chance = new Chance(seed);
  const start = Date.parse('2026-11-21T20:00:00Z') + chance.between(0, 8) * HOUR;
  const policy = chance.one(POLICIES);
  const first = stepsOf(chance, start, policy);
  // What happens shall happen while there is something to be hit.
  const length = 4 * MINUTE + 1.3 * exposureOf(first);
  const within = (): number => start + chance.between(0, length);
  const stretch = (low: number, high: number): Stretch => {
    const from = within();
    return { from, to: from + chance.between(low, high) };
  };
  const edited = chance.odds(0.5) ? edit(chance, first) : first;
  const kills = chance.odds(0.5) ? chance.whole(1, 2) : 0;
  const happenings: Happening[] = [];
  if (chance.odds(0.25)) {
    const at = within();
    happenings.push({ at, what: 'pause' }, { at: at + chance.between(5_000, 4 * MINUTE), what: 'resume' });
  }
  if (chance.odds(0.06)) happenings.push({ at: within(), what: 'stop' });
  if (chance.odds(0.08)) happenings.push({ at: within(), what: 'skip' });
  const killLines: (number | undefined)[] = [];
  for (let i = 0; i < kills; i++) {
    if (chance.odds(0.5)) killLines[i] = chance.whole(1, 60);
    else happenings.push({ at: within(), what: 'kill' });
  }
  const careful = { ...policy, then: 'end the night' as const };
  return {
    seed,
    start,
    end: start + length + chance.one([0, 30, 60]) * MINUTE,
    plans: [first, edited],
    startup: [
      step('connect', { onError: careful }),
      step('open', { onError: careful }),
      step('unpark', { onError: careful }),
    ],
    shutdown: (['park', 'close', 'disconnect'] as const).map((kind) =>
      step(kind, { id: `shutdown/${kind}`, onError: { retry: 1, backoff: 5, then: 'skip' } }),
    ),
    mount: {
      slewRate: chance.between(4, 12),
      reportsSideOfPier: chance.odds(0.8),
      sideDelay: chance.one([0, 0, 2, 5]),
      canSetPierSide: chance.odds(0.5),
    },
    clouds: chance.some(chance.one([0, 1, 1, 2, 3]), () => stretch(MINUTE, 10 * MINUTE)),
    faults: chance.some(chance.one([0, 0, 1, 2, 4, 6]), () => faultOf(chance, within)),
    cuts: chance.odds(0.12) ? [stretch(5_000, 3 * MINUTE)] : [],
    jams: chance.odds(0.08) ? [stretch(5_000, 3 * MINUTE)] : [],
    happenings: happenings.sort((a, b) => a.at - b.at),
    killLines,
    roofClearsTelescope: chance.odds(0.3),
    trackPast: chance.one([0, 300_000, 900_000]),
  };
}

/** ms of all exposures of a plan */
function exposureOf(nodes: readonly PlanNode[]): number {
  let total = 0;
  for (const node of nodes) {
    const sets = node.node === 'target' ? node.frames : node.node === 'expose' ? [node.frames] : [];
    for (const { count, exposure } of sets) total += count * exposure * 1000;
  }
  return total;
}

function stepsOf(chance: Chance, start: number, onError: ErrorPolicy): readonly PlanNode[] {
  const targets = chance.some(chance.whole(1, 2), () => 0).map((_, i) => targetOf(chance, start, i, onError));
  const nodes: PlanNode[] = [...targets];
  if (chance.odds(0.4))
    nodes.unshift(step('cool', { body: { to: 0, over: 60 }, onError: { ...onError, then: 'skip' } }));
  if (chance.odds(0.3))
    nodes.unshift(step('focus', { body: { position: 5100 }, onError: { ...onError, then: 'skip' } }));
  if (chance.odds(0.3))
    nodes.push(expose('darks', 2, { onError, frames: frames('darks', 2, { type: 'dark', exposure: 20 }) }));
  return nodes;
}

/** A target that crosses the meridian in the night, more often than not. */
function targetOf(chance: Chance, start: number, i: number, onError: ErrorPolicy): TargetNode {
  const hourAngle = chance.between(-1.2, 0.5);
  const ra = (localSiderealTime(start, SITE.longitude) - hourAngle + 48) % 24;
  const id = `t${String(i)}`;
  const set = (filter: string) =>
    frames(`${id}/${filter}`, chance.whole(2, 5), { filter, exposure: chance.whole(20, 150) });
  return target(id, chance.odds(0.5) ? [set('L'), set('R')] : [set('L')], {
    position: { kind: 'equatorial', ra, dec: chance.between(-10, 55), epoch: 'J2000' },
    order: chance.odds(0.5) ? 'rotate' : 'in turn',
    onError,
    ...(chance.odds(0.3) ? { focus: 5000 } : {}),
  });
}

/** The observer changes the plan between two runs: more frames of one set, fewer of another, a target more. */
function edit(chance: Chance, nodes: readonly PlanNode[]): readonly PlanNode[] {
  return nodes.map((node) =>
    node.node === 'target'
      ? { ...node, frames: node.frames.map((set) => ({ ...set, count: Math.max(1, set.count + chance.whole(-1, 2)) })) }
      : node,
  );
}

function faultOf(chance: Chance, within: () => number): Fault {
  const from = within();
  const kind = chance.one(KINDS);
  const to = from + chance.between(2_000, kind === 'lie' ? 40_000 : 3 * MINUTE);
  if (kind === 'lie') {
    const [device, member] = chance.one(LIES);
    return { device, member, kind, from, to };
  }
  const device = chance.one(DEVICES);
  return {
    device,
    kind,
    from,
    to,
    ...(kind === 'slow' ? { seconds: chance.between(1, 8) } : {}),
    ...(kind === 'disconnect' || chance.odds(0.5) ? { count: chance.whole(1, 4) } : {}),
  };
}

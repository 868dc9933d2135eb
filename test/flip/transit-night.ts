import type { MountOptions } from '../../devices/simulator/options.js';
import type { JournalRecord } from '../../engine/journal/records.js';
import type { Observatory } from '../../engine/plan/observatory.js';
import type { FrameSet, TargetNode } from '../../engine/plan/plan.js';
import { frames, step, target } from '../support/plans.js';
import { observatory, type Rehearsal, rehearse, type RehearsalOptions } from '../support/rehearsal.js';

const EVENING = Date.parse('2026-11-21T21:00:00Z');
const MINUTE = 60_000;

export interface TransitNight extends Omit<Partial<RehearsalOptions>, 'observatory'> {
  readonly mount?: Partial<MountOptions>;
  readonly meridian?: Partial<Observatory['meridian']>;
  readonly site?: { readonly latitude: number; readonly longitude: number; readonly elevation: number };
  /** Of the target when it is acquired, h. */
  readonly hourAngle?: number;
  /** deg */
  readonly declination?: number;
  readonly set?: Partial<FrameSet>;
  readonly target?: Partial<TargetNode>;
  readonly observatory?: Partial<Observatory>;
}

/** Frames of a target around its transit: twelve of five minutes, unless said otherwise. */
export async function transitNight(night: TransitNight = {}): Promise<Seen> {
  const { hourAngle = -0.4, declination = 40, mount, site } = night;
  const set = frames('t/L', 12, { exposure: 300, filter: 'L', ...night.set });
  const common = observatory();
  const result = await rehearse({
    start: EVENING,
    startup: [step('connect'), step('open'), step('unpark')],
    steps: [target('t', [set], { position: { kind: 'hour angle', hourAngle, dec: declination }, ...night.target })],
    shutdown: [step('park'), step('close'), step('disconnect')],
    ...night,
    observatory: {
      ...night.observatory,
      ...(site ? { site: { ...common.site, ...site } } : {}),
      meridian: { ...common.meridian, trackPast: 10 * MINUTE, whenNoSide: 'by alignment', ...night.meridian },
    },
    world: {
      // It touches what it must not touch three minutes after it may no longer track.
      mount: { trackPast: degreesPast(night.meridian?.trackPast ?? 10 * MINUTE) + 0.75, ...mount },
      ...(site ? { site } : {}),
      ...night.world,
    },
  });
  return new Seen(result);
}

function degreesPast(ms: number): number {
  return (ms / 3_600_000) * 15;
}

/** A night that is over, and what can be asked of it. */
export class Seen {
  constructor(private readonly night: Rehearsal) {
    night.world.mount.settle(night.world.clock.now());
  }

  get result(): Rehearsal['result'] {
    return this.night.result;
  }

  get records(): readonly JournalRecord[] {
    return this.night.records;
  }

  get hazards(): readonly string[] {
    return this.night.world.hazards.list().map(({ kind, detail }) => `${kind}: ${detail}`);
  }

  /** Keys of the frames on disk. */
  get frames(): readonly string[] {
    return this.of('file').map(({ key }) => key);
  }

  /** Decisions about something: "flipped: the mount reads pierEast, as it should". */
  decisions(about: string, action?: string): readonly string[] {
    return this.of('decision')
      .filter((record) => record.about === about && (action === undefined || record.action === action))
      .map((record) => `${record.action}: ${record.reason}`);
  }

  of<T extends JournalRecord['type']>(type: T): readonly Extract<JournalRecord, { type: T }>[] {
    return this.records.filter((record): record is Extract<JournalRecord, { type: T }> => record.type === type);
  }
}

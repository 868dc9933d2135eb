import type { EpochMs } from '../../../sky/index.js';
import { along, resting, type Travel, travel } from './travel.js';

export interface SwitchKind {
  readonly name: string;
  readonly description: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number;
  readonly writable: boolean;
  /** s that an asynchronous change takes; undefined: this switch changes at once only. */
  readonly seconds: number | undefined;
  readonly initial: number;
}

const outlet = (name: string, initial: number, seconds?: number): SwitchKind => ({
  name,
  description: `12 V outlet for the ${name.toLowerCase()}`,
  minimum: 0,
  maximum: 1,
  step: 1,
  writable: true,
  seconds,
  initial,
});

/** The outlet of the mount: switched off, its axes stand still. */
export const MOUNT_OUTLET = 1;

/**
 * A power box: outlets, a dew heater, and what it measures. The first and the fourth are like what ASCOM's own simulator has
 * there, and the tests of the reference client ask for: 0 to 1 and 0 to 255, each within 3 s.
 */
export const POWER_BOX: readonly SwitchKind[] = [
  outlet('Light', 0, 3),
  outlet('Mount', 1),
  outlet('Camera', 1),
  {
    name: 'Dew heater',
    description: 'Power of the dew heater, 255 for all of it',
    minimum: 0,
    maximum: 255,
    step: 1,
    writable: true,
    seconds: 3,
    initial: 0,
  },
  {
    name: 'Voltage',
    description: 'Supply voltage, V',
    minimum: 0,
    maximum: 15,
    step: 0.1,
    writable: false,
    seconds: undefined,
    initial: 13.6,
  },
];

interface Line {
  readonly kind: SwitchKind;
  name: string;
  motion: Travel;
  cancelled: boolean;
}

/** Switches: each is a value that may take a while to change. */
export class Switchboard {
  readonly #lines: readonly Line[];

  /** @param changed called when a switch is set to a value at once */
  constructor(
    kinds: readonly SwitchKind[],
    readonly changed: (id: number, value: number, now: EpochMs) => void = () => undefined,
  ) {
    this.#lines = kinds.map((kind) => ({ kind, name: kind.name, motion: resting(kind.initial), cancelled: false }));
  }

  get count(): number {
    return this.#lines.length;
  }

  /** @throws RangeError when there is no such switch; drivers check before */
  #line(id: number): Line {
    const line = this.#lines[id];
    if (!line) throw new RangeError(`there is no switch ${String(id)}`);
    return line;
  }

  kind(id: number): SwitchKind {
    return this.#line(id).kind;
  }

  name(id: number): string {
    return this.#line(id).name;
  }

  rename(id: number, name: string): void {
    this.#line(id).name = name;
  }

  value(id: number, now: EpochMs): number {
    const { kind, motion } = this.#line(id);
    return kind.minimum + Math.round((along(motion, now) - kind.minimum) / kind.step) * kind.step;
  }

  set(id: number, value: number, now: EpochMs): void {
    const line = this.#line(id);
    line.cancelled = false;
    line.motion = resting(value, now);
    this.changed(id, value, now);
  }

  begin(id: number, value: number, now: EpochMs): void {
    const line = this.#line(id);
    line.cancelled = false;
    line.motion = travel(
      this.value(id, now),
      value,
      now,
      (line.kind.maximum - line.kind.minimum) / (line.kind.seconds ?? 1),
    );
  }

  changing(id: number, now: EpochMs): boolean {
    return now < this.#line(id).motion.end;
  }

  /** Leaves a switch where its change has got to. */
  stop(id: number, now: EpochMs): void {
    if (this.changing(id, now)) this.#line(id).motion = resting(this.value(id, now), now);
  }

  cancel(id: number, now: EpochMs): void {
    if (!this.changing(id, now)) return;
    this.stop(id, now);
    this.#line(id).cancelled = true;
  }

  cancelled(id: number): boolean {
    return this.#line(id).cancelled;
  }
}

import type { DeviceType } from '../roles/index.js';
import type { EpochMs } from '../../sky/index.js';

/** What can go wrong with a call: see docs/simulator.md. */
export type FaultKind = 'refuse' | 'hang' | 'slow' | 'fail-midway' | 'lie' | 'disconnect' | 'garbage';
export const FAULT_KINDS: readonly FaultKind[] = [
  'refuse',
  'hang',
  'slow',
  'fail-midway',
  'lie',
  'disconnect',
  'garbage',
];

export interface Fault {
  readonly device: DeviceType;
  /** The member by its key in the table (`openShutter`), in any case; all members if absent. */
  readonly member?: string;
  readonly kind: FaultKind;
  /** From when until when; from now on, and for ever, if absent. */
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  /** How many calls it spoils; all if absent. */
  readonly count?: number;
  /** For `slow`: how long the call takes; for `fail-midway`: when the operation breaks down; s, default 3. */
  readonly seconds?: number;
  /** For `lie`: what a read says, as on the wire; without it, always what it said first. */
  readonly value?: unknown;
}

export interface ActiveFault extends Fault {
  readonly id: number;
}

interface Entry {
  readonly fault: ActiveFault;
  left: number;
  readonly end: (() => void)[];
}

/** What is wrong at the moment. Asked once for each call. */
export class Faults {
  #next = 1;
  #entries: Entry[] = [];

  /** @returns the fault's number, for `remove` */
  add(fault: Fault): number {
    const id = this.#next++;
    this.#entries.push({ fault: { ...fault, id }, left: fault.count ?? Infinity, end: [] });
    return id;
  }

  remove(id: number): void {
    for (const entry of this.#entries) if (entry.fault.id === id) entry.end.forEach((end) => end());
    this.#entries = this.#entries.filter((entry) => entry.fault.id !== id);
  }

  clear(): void {
    for (const { fault } of [...this.#entries]) this.remove(fault.id);
  }

  list(): readonly ActiveFault[] {
    return this.#entries.map((entry) => entry.fault);
  }

  /** The first fault that spoils a call now; it is counted. */
  strike(device: DeviceType, member: string, now: EpochMs): ActiveFault | undefined {
    if (this.#entries.length === 0) return undefined;
    const name = member.toLowerCase();
    const entry = this.#entries.find(
      ({ fault, left }) =>
        left > 0 &&
        fault.device === device &&
        (fault.member === undefined || fault.member.toLowerCase() === name) &&
        holdsAt(fault, now),
    );
    if (!entry) return undefined;
    entry.left--;
    return entry.fault;
  }

  /** What a device says of itself that is not so, by name in lower case; not counted: it is told beside other things. */
  lies(device: DeviceType, now: EpochMs): ReadonlyMap<string, unknown> {
    const told = new Map<string, unknown>();
    for (const { fault, left } of this.#entries) {
      const { kind, member, value } = fault;
      if (kind !== 'lie' || member === undefined || value === undefined) continue;
      if (left > 0 && fault.device === device && holdsAt(fault, now)) told.set(member.toLowerCase(), value);
    }
    return told;
  }

  /** Resolves when a fault is removed. */
  removed(fault: ActiveFault): Promise<void> {
    const entry = this.#entries.find((e) => e.fault.id === fault.id);
    return entry ? new Promise((resolve) => entry.end.push(resolve)) : Promise.resolve();
  }
}

function holdsAt({ from, to }: Fault, now: EpochMs): boolean {
  return (from === undefined || from <= now) && (to === undefined || now < to);
}

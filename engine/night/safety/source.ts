import type { Verdict } from '../../journal/records.js';

/** What one look at a source of safety shows. */
export interface Observation {
  readonly safe: boolean;
  /** In words, for the journal: "the safety monitor says unsafe". */
  readonly reason: string;
}

/** Something that knows whether it is safe to have the roof open. */
export interface SafetySource {
  /** "the safety monitor" */
  readonly name: string;
  /** Looks once. @throws whatever keeps it from knowing: that is a soft fault, counted before it trips */
  look(signal: AbortSignal): Promise<Observation>;
  /** Called before the first look and after each fault: a server that has restarted has forgotten who was connected. */
  recover?(signal: AbortSignal): Promise<void>;
}

export interface Opinion {
  readonly verdict: Verdict;
  readonly reason: string;
}

/** How long a source is believed. */
export interface Trust {
  /** ms */
  readonly staleAfter: number;
  /** Soft faults in a row that are borne. */
  readonly tripAfter: number;
}

/**
 * What is to be thought of one source: unsafe is believed at once; a fault is borne a few times after it has said safe,
 * but never beyond the age limit of what it has said.
 */
export class SourceState {
  #heard: Opinion | undefined;
  #heardAt = 0;
  #faults = 0;
  #fault = 'has not been heard yet';

  constructor(
    readonly name: string,
    private readonly trust: Trust,
  ) {}

  heard(observation: Observation, at: number): void {
    const { safe, reason } = observation;
    // Most looks show what the last one did: nothing is made anew for them.
    if (this.#heard?.reason !== reason || (this.#heard.verdict === 'safe') !== safe) {
      this.#heard = { verdict: safe ? 'safe' : 'unsafe', reason };
    }
    this.#heardAt = at;
    this.#faults = 0;
  }

  failed(why: string): void {
    this.#faults++;
    this.#fault = `cannot be read: ${why}`;
  }

  opinion(now: number): Opinion {
    const { staleAfter, tripAfter } = this.trust;
    const heard = this.#heard;
    if (!heard) return { verdict: 'unknown', reason: `${this.name} ${this.#fault}` };
    if (this.#faults > tripAfter) return { verdict: 'unknown', reason: `${this.name} ${this.#fault}` };
    if (now - this.#heardAt > staleAfter) {
      const silence = `${this.name} has been silent for more than ${String(Math.round(staleAfter / 1000))} s`;
      return { verdict: 'unknown', reason: silence };
    }
    return heard;
  }
}

/** All sources together: safe only when each of them is. The reasons are those that decide. */
export function combine(opinions: readonly Opinion[]): Opinion {
  const [only] = opinions;
  if (only && opinions.length === 1) return only;
  for (const verdict of ['unsafe', 'unknown'] as const) {
    const deciding = opinions.filter((opinion) => opinion.verdict === verdict);
    if (deciding.length > 0) return { verdict, reason: deciding.map(({ reason }) => reason).join('; ') };
  }
  const reasons = opinions.map(({ reason }) => reason);
  return { verdict: 'safe', reason: reasons.length > 0 ? reasons.join('; ') : 'no safety source is configured' };
}

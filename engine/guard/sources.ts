import { readFile, stat } from 'node:fs/promises';
import type { ObservingConditions, SafetyMonitor } from '../../devices/roles/index.js';
import type { Located } from './rig.js';

/** Something that knows whether it is safe to have the roof open. */
export interface GuardSource {
  /** "the safety monitor" */
  readonly name: string;
  /** @throws whatever keeps it from knowing */
  isSafe(signal: AbortSignal, now: number): Promise<boolean>;
}

export type WeatherSensor = Exclude<
  {
    [K in keyof ObservingConditions]: ObservingConditions[K] extends (options?: object) => Promise<number> ? K : never;
  }[keyof ObservingConditions],
  'interfaceVersion'
>;

/** A limit on the weather: it is unsafe when the value has been beyond it for so long. */
export interface WeatherLimit {
  readonly sensor: WeatherSensor;
  readonly comparison: '<' | '<=' | '>' | '>=';
  /** In the sensor's own unit. */
  readonly value: number;
  /** ms */
  readonly for: number;
}

export function monitorSource(find: Located<SafetyMonitor>): GuardSource {
  return {
    name: 'the safety monitor',
    async isSafe(signal) {
      const monitor = await find(signal);
      await monitor.connect({ signal });
      return monitor.isSafe({ signal });
    },
  };
}

export function weatherSource(find: Located<ObservingConditions>, limits: readonly WeatherLimit[]): GuardSource {
  const brokenSince = new Map<WeatherLimit, number>();
  return {
    name: 'the weather station',
    async isSafe(signal, now) {
      const station = await find(signal);
      await station.connect({ signal });
      const values = await Promise.all(limits.map((limit) => station[limit.sensor]({ signal })));
      let safe = true;
      limits.forEach((limit, i) => {
        if (holds(values[i] ?? Number.NaN, limit)) {
          brokenSince.delete(limit);
          return;
        }
        const since = brokenSince.get(limit) ?? now;
        brokenSince.set(limit, since);
        if (now - since >= limit.for) safe = false;
      });
      return safe;
    },
  };
}

/** What is not a number is beyond every limit. */
function holds(value: number, { comparison, value: limit }: WeatherLimit): boolean {
  switch (comparison) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
  }
}

/**
 * A file whose first word is `safe` or `unsafe`.
 * @param maxAge ms for which what it says counts, if it is not written again
 */
export function fileSource(path: string, maxAge?: number): GuardSource {
  const age = ageOfChange();
  return {
    name: `the file ${path}`,
    async isSafe(signal, now) {
      const [text, { mtimeMs }] = await Promise.all([readFile(path, { encoding: 'utf8', signal }), stat(path)]);
      const old = age(String(mtimeMs), now);
      if (maxAge !== undefined && old > maxAge) throw new Error(`it is ${String(Math.round(old / 1000))} s old`);
      const word = /^\s*(\w+)/u.exec(text)?.[1]?.toLowerCase();
      if (word === 'safe' || word === 'unsafe') return word === 'safe';
      throw new Error('it says neither safe nor unsafe');
    },
  };
}

/** A file that something touches again and again for as long as all is well. @param maxAge ms */
export function touchedSource(path: string, maxAge: number): GuardSource {
  const age = ageOfChange();
  return {
    name: `the heartbeat ${path}`,
    async isSafe(_, now) {
      const { mtimeMs, size } = await stat(path);
      return age(`${String(mtimeMs)} ${String(size)}`, now) <= maxAge;
    },
  };
}

/** How long something has not changed, ms, by our own clock: that of a file server may be another. */
function ageOfChange(): (stamp: string, now: number) => number {
  let last: { readonly stamp: string; readonly at: number } | undefined;
  return (stamp, now) => {
    if (last?.stamp !== stamp) last = { stamp, at: now };
    return now - last.at;
  };
}

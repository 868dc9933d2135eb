import { NotImplementedError } from '../../../devices/alpaca/errors.js';
import type { ObservingConditions } from '../../../devices/roles/index.js';
import type { ConditionLimit, ConditionSensor } from '../../plan/observatory.js';
import type { Observation, SafetySource } from './source.js';

/** The sensors as one reads about them, and their units. */
const SENSORS: Readonly<Record<ConditionSensor, readonly [name: string, unit: string]>> = {
  cloudCover: ['cloud cover', '%'],
  dewPoint: ['dew point', 'C'],
  humidity: ['humidity', '%'],
  pressure: ['pressure', 'hPa'],
  rainRate: ['rain', 'mm/h'],
  skyBrightness: ['sky brightness', 'lux'],
  skyQuality: ['sky quality', 'mag/arcsec2'],
  skyTemperature: ['sky temperature', 'C'],
  starFWHM: ['seeing', 'arcsec'],
  temperature: ['temperature', 'C'],
  windGust: ['gusts', 'm/s'],
  windSpeed: ['wind', 'm/s'],
};

/** Limits on what the weather station reads, each with the time for which it must be broken to count. */
export class ConditionsSource implements SafetySource {
  readonly name = 'the weather station';
  /** Since when each limit has been broken without a break. */
  readonly #since = new Map<ConditionLimit, number>();
  /** Whether the station tells how old its values are. */
  #tellsAge = true;

  constructor(
    private readonly station: ObservingConditions,
    private readonly limits: readonly ConditionLimit[],
    private readonly now: () => number,
    /** ms */
    private readonly staleAfter: number,
    /** Brings the station back when it was lost. */
    private readonly connect = (signal: AbortSignal): Promise<void> => station.connect({ signal }),
  ) {}

  async look(signal: AbortSignal): Promise<Observation> {
    const broken: string[] = [];
    const faults: unknown[] = [];
    for (const limit of this.limits) {
      try {
        const reason = this.#judge(limit, await this.#read(limit.sensor, signal));
        if (reason !== undefined) broken.push(reason);
      } catch (error) {
        signal.throwIfAborted();
        faults.push(error);
      }
    }
    // What is known to be wrong counts, whatever else could not be read.
    if (broken.length > 0) return { safe: false, reason: broken.join('; ') };
    if (faults.length > 0) throw faults[0];
    return { safe: true, reason: 'the weather is within its limits' };
  }

  async recover(signal: AbortSignal): Promise<void> {
    await this.connect(signal);
  }

  async #read(sensor: ConditionSensor, signal: AbortSignal): Promise<number> {
    const value = await this.station[sensor]({ signal });
    if (!Number.isFinite(value)) throw new Error(`${SENSORS[sensor][0]} reads ${String(value)}`);
    const age = await this.#ageOf(sensor, signal);
    if (age !== undefined && age * 1000 > this.staleAfter) {
      throw new Error(`${SENSORS[sensor][0]} is ${String(Math.round(age))} s old`);
    }
    return value;
  }

  /** s; undefined where the station does not tell, or tells that it has never read the sensor (a negative age). */
  async #ageOf(sensor: ConditionSensor, signal: AbortSignal): Promise<number | undefined> {
    if (!this.#tellsAge) return undefined;
    const sensorName = sensor.charAt(0).toUpperCase() + sensor.slice(1);
    try {
      const age = await this.station.timeSinceLastUpdate({ sensorName }, { signal });
      if (age < 0) throw new Error(`${SENSORS[sensor][0]} has never been read`);
      return age;
    } catch (error) {
      if (!(error instanceof NotImplementedError)) throw error;
      this.#tellsAge = false;
      return undefined;
    }
  }

  /** Why a limit counts as broken; undefined while it holds, or has not been broken for long enough. */
  #judge(limit: ConditionLimit, value: number): string | undefined {
    if (holds(value, limit)) {
      this.#since.delete(limit);
      return undefined;
    }
    const since = this.#since.get(limit) ?? this.now();
    this.#since.set(limit, since);
    if (this.now() - since < limit.for) return undefined;
    const [name, unit] = SENSORS[limit.sensor];
    return `${name} is ${String(Math.round(value * 10) / 10)} ${unit}, and must be ${limit.text}`;
  }
}

function holds(value: number, { comparison, value: limit }: ConditionLimit): boolean {
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

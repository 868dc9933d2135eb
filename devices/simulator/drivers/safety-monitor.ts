import type { Clock } from '../../clock.js';
import type { safetyMonitorMembers } from '../../roles/safety-monitor.js';
import type { Weather } from '../world/weather.js';
import { Driver, type DriverInfo } from './driver.js';
import type { Served } from './served.js';

export class SafetyMonitorDriver extends Driver implements Served<typeof safetyMonitorMembers> {
  readonly #weather: Weather;

  constructor(info: DriverInfo, clock: Clock, connectTime: number, weather: Weather) {
    super(info, clock, connectTime);
    this.#weather = weather;
  }

  /** Not connected is not safe: the interface wants false, not an error. */
  isSafe(): boolean {
    return this.connected() && this.#weather.safe(this.now());
  }
}

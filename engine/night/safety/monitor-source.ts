import type { SafetyMonitor } from '../../../devices/roles/index.js';
import type { Observation, SafetySource } from './source.js';

const NAME = 'the safety monitor';
const SAYS_SAFE: Observation = { safe: true, reason: `${NAME} says safe` };
const SAYS_UNSAFE: Observation = { safe: false, reason: `${NAME} says unsafe` };

/** The SafetyMonitor of the observatory. */
export class MonitorSource implements SafetySource {
  readonly name = NAME;

  /** @param connect brings the monitor back when it was lost */
  constructor(
    private readonly monitor: SafetyMonitor,
    private readonly connect = (signal: AbortSignal): Promise<void> => monitor.connect({ signal }),
  ) {}

  async look(signal: AbortSignal): Promise<Observation> {
    if (await this.monitor.isSafe({ signal })) return SAYS_SAFE;
    // A monitor without its connection says unsafe rather than fail: that is silence, not weather.
    if (!(await this.#connected(signal))) throw new Error('it is not connected');
    return SAYS_UNSAFE;
  }

  async recover(signal: AbortSignal): Promise<void> {
    await this.connect(signal);
  }

  /** Whether it is connected, or cannot say: its word then stands. */
  async #connected(signal: AbortSignal): Promise<boolean> {
    return this.monitor.connected({ signal }).catch(() => {
      signal.throwIfAborted();
      return true;
    });
  }
}

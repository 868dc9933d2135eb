import { wrapSignedDegrees } from '../../sky/units.js';
import { deviceMembers } from '../roles/device.js';
import { type Dome, domeMembers, type ShutterState } from '../roles/dome.js';
import type { OperationOptions } from '../roles/member.js';
import { complete, type Operation } from './completion.js';
import { deviceClass } from './device-class.js';
import { OutcomeError } from './device-error.js';

const DomeMembers = deviceClass('dome', { ...deviceMembers, ...domeMembers });

const SHUTTER_DEADLINE = 240_000;
const TURN_DEADLINE = 300_000;
/** ms */
const OLD_ERROR = 5_000;
/** Degrees beside its target at which a dome has not arrived, but stopped. */
const FAR_OFF = 10;

export class AlpacaDome extends DomeMembers implements Dome {
  async openShutter(options: OperationOptions = {}): Promise<void> {
    await this.#bringShutterTo('open', (signal) => this.startOpenShutter({ signal }), options);
  }

  async closeShutter(options: OperationOptions = {}): Promise<void> {
    await this.#bringShutterTo('closed', (signal) => this.startCloseShutter({ signal }), options);
  }

  async park(options: OperationOptions = {}): Promise<void> {
    const call = options.signal ? { signal: options.signal } : {};
    if (await this.atPark(call)) return;
    await this.#turn(
      'park',
      {
        start: (signal) => this.startPark({ signal }),
        problem: async (signal) => ((await this.atPark({ signal })) ? undefined : 'AtPark is still false'),
      },
      options,
    );
  }

  async findHome(options: OperationOptions = {}): Promise<void> {
    await this.#turn(
      'findHome',
      {
        start: (signal) => this.startFindHome({ signal }),
        problem: async (signal) => ((await this.atHome({ signal })) ? undefined : 'AtHome is still false'),
      },
      options,
    );
  }

  async slewToAzimuth(to: { readonly azimuth: number }, options: OperationOptions = {}): Promise<void> {
    await this.#turn(
      'slewToAzimuth',
      {
        start: (signal) => this.startSlewToAzimuth(to, { signal }),
        problem: async (signal) => {
          const azimuth = await this.azimuth({ signal });
          const off = Math.abs(wrapSignedDegrees(azimuth - to.azimuth));
          return off > FAR_OFF ? `the dome stands at azimuth ${azimuth.toFixed(0)}` : undefined;
        },
      },
      options,
    );
  }

  async slewToAltitude(to: { readonly altitude: number }, options: OperationOptions = {}): Promise<void> {
    await this.#turn('slewToAltitude', { start: (signal) => this.startSlewToAltitude(to, { signal }) }, options);
  }

  async #bringShutterTo(
    wanted: Extract<ShutterState, 'open' | 'closed'>,
    start: Operation['start'],
    options: OperationOptions,
  ): Promise<void> {
    const member = wanted === 'open' ? 'openShutter' : 'closeShutter';
    if ((await this.shutterStatus(options.signal ? { signal: options.signal } : {})) === wanted) return;
    const begun = this.link.clock.now();
    let seen: ShutterState = 'opening';
    await complete(
      this.link.clock,
      {
        place: this.place(member),
        deadline: SHUTTER_DEADLINE,
        start,
        look: async (signal) => {
          seen = await this.shutterStatus({ signal });
          // An old error may stand for a moment, until the new movement has begun.
          if (seen === 'error' && this.link.clock.now() - begun > OLD_ERROR) {
            throw new OutcomeError(this.place(member), 'failed: ShutterStatus reads error');
          }
          return { over: seen !== 'opening' && seen !== 'closing' };
        },
        problem: async () => (seen === wanted ? undefined : `ShutterStatus reads ${seen}`),
        // Some drivers read the old state all the way, until the new one is reached.
        grace: SHUTTER_DEADLINE,
        settle: 0,
        telling: true,
      },
      options,
    );
  }

  async #turn(
    member: string,
    operation: Pick<Operation, 'start' | 'problem'>,
    options: OperationOptions,
  ): Promise<void> {
    await complete(
      this.link.clock,
      {
        place: this.place(member),
        deadline: TURN_DEADLINE,
        look: async (signal) => ({ over: !(await this.slewing({ signal })) }),
        ...operation,
      },
      options,
    );
  }
}

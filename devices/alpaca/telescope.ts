import { RADIANS_PER_DEGREE } from '../../sky/units.js';
import { angleBetween, direction } from '../../sky/vector.js';
import { deviceMembers } from '../roles/device.js';
import type { OperationOptions } from '../roles/member.js';
import { type PierSide, type Telescope, telescopeMembers } from '../roles/telescope.js';
import { complete, type Operation } from './completion.js';
import { type Pulse, pulseOperation } from './pulse-guide.js';
import { deviceClass } from './device-class.js';

const TelescopeMembers = deviceClass('telescope', { ...deviceMembers, ...telescopeMembers }, ['unpark']);

const MOVE_DEADLINE = 300_000;
/** Degrees between where a slew ended and where it should have: more is a slew that was cut short, not an error of pointing. */
const FAR_OFF = 1;

export class AlpacaTelescope extends TelescopeMembers implements Telescope {
  async slew(
    to: { readonly rightAscension: number; readonly declination: number },
    options: OperationOptions = {},
  ): Promise<void> {
    await this.#move(
      'slew',
      {
        start: async (signal) => {
          // Equatorial slews need tracking. Some mounts cannot switch it before their first slew: those are let be.
          if (!(await this.tracking({ signal })) && (await this.canSetTracking({ signal }))) {
            await this.setTracking(true, { signal });
          }
          if (await this.constant('canSlewAsync', { signal })) await this.slewToCoordinatesAsync(to, { signal });
          else await this.slewToCoordinates(to, { signal, deadline: MOVE_DEADLINE });
        },
        problem: async (signal) => {
          const [longitude, latitude] = [await this.rightAscension({ signal }), await this.declination({ signal })];
          return farOff(
            { longitude: longitude * 15, latitude },
            { longitude: to.rightAscension * 15, latitude: to.declination },
          );
        },
      },
      options,
    );
  }

  async slewHorizontal(
    to: { readonly azimuth: number; readonly altitude: number },
    options: OperationOptions = {},
  ): Promise<void> {
    await this.#move(
      'slewHorizontal',
      {
        start: async (signal) => {
          if (await this.tracking({ signal })) await this.setTracking(false, { signal });
          if (await this.constant('canSlewAltAzAsync', { signal })) await this.slewToAltAzAsync(to, { signal });
          else await this.slewToAltAz(to, { signal, deadline: MOVE_DEADLINE });
        },
        problem: async (signal) => {
          const [longitude, latitude] = [await this.azimuth({ signal }), await this.altitude({ signal })];
          return farOff({ longitude, latitude }, { longitude: to.azimuth, latitude: to.altitude });
        },
      },
      options,
    );
  }

  /** A mount that has stopped is not parked: AtPark says so. */
  async park(options: OperationOptions = {}): Promise<void> {
    if (await this.atPark(callOptions(options))) return;
    await this.#move(
      'park',
      {
        start: (signal) => this.startPark({ signal }),
        problem: async (signal) => ((await this.atPark({ signal })) ? undefined : 'AtPark is still false'),
        grace: 10_000,
        telling: true,
      },
      options,
    );
  }

  async unpark(options: OperationOptions = {}): Promise<void> {
    if (!(await this.atPark(callOptions(options)))) return;
    await this.#move(
      'unpark',
      {
        start: (signal) => this.invoke('unpark', {}, { signal }),
        problem: async (signal) => ((await this.atPark({ signal })) ? 'AtPark is still true' : undefined),
        settle: 0,
      },
      options,
    );
  }

  async findHome(options: OperationOptions = {}): Promise<void> {
    await this.#move(
      'findHome',
      {
        start: (signal) => this.startFindHome({ signal }),
        problem: async (signal) => ((await this.atHome({ signal })) ? undefined : 'AtHome is still false'),
      },
      options,
    );
  }

  async track(on: boolean, options: OperationOptions = {}): Promise<void> {
    await complete(
      this.link.clock,
      {
        place: this.place('track'),
        deadline: 100_000,
        start: (signal) => this.setTracking(on, { signal }),
        look: async () => ({ over: true }),
        problem: async (signal) =>
          (await this.tracking({ signal })) === on ? undefined : `the mount still reads Tracking = ${String(!on)}`,
        settle: 0,
      },
      options,
    );
  }

  async flipTo(side: Exclude<PierSide, 'unknown'>, options: OperationOptions = {}): Promise<void> {
    await this.#move(
      'flipTo',
      {
        start: (signal) => this.setSideOfPier(side, { signal }),
        problem: async (signal) => {
          const now = await this.sideOfPier({ signal });
          return now === side ? undefined : `the mount reads ${now}, not ${side}`;
        },
        grace: 10_000,
      },
      options,
    );
  }

  async pulseGuide(pulse: Pulse, options: OperationOptions = {}): Promise<void> {
    await complete(this.link.clock, pulseOperation(this, this.place('pulseGuide'), pulse), options);
  }

  /** An operation that Slewing tells the end of. */
  async #move(
    member: string,
    operation: Pick<Operation, 'start' | 'problem' | 'grace' | 'settle' | 'telling'>,
    options: OperationOptions,
  ): Promise<void> {
    await complete(
      this.link.clock,
      {
        place: this.place(member),
        deadline: MOVE_DEADLINE,
        look: async (signal) => ({ over: !(await this.slewing({ signal })) }),
        ...operation,
      },
      options,
    );
  }
}

/** What a single call inside an operation takes over: the operation's deadline is not the call's. */
function callOptions({ signal }: OperationOptions): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}

interface Place {
  /** deg */
  readonly longitude: number;
  /** deg */
  readonly latitude: number;
}

const vectorTo = ({ longitude, latitude }: Place) =>
  direction(longitude * RADIANS_PER_DEGREE, latitude * RADIANS_PER_DEGREE);

function farOff(is: Place, should: Place): string | undefined {
  const off = angleBetween(vectorTo(is), vectorTo(should)) / RADIANS_PER_DEGREE;
  return off > FAR_OFF ? `the mount points ${off.toFixed(1)} degrees beside its target` : undefined;
}

import {
  type CalibratorStatus,
  type CoverCalibrator,
  type CoverStatus,
  coverCalibratorMembers,
} from '../roles/cover-calibrator.js';
import { deviceMembers } from '../roles/device.js';
import type { OperationOptions } from '../roles/member.js';
import { complete } from './completion.js';
import { deviceClass } from './device-class.js';
import { OutcomeError } from './device-error.js';

const CoverCalibratorMembers = deviceClass('covercalibrator', { ...deviceMembers, ...coverCalibratorMembers });

const DEADLINE = 120_000;

/** The states are watched, not CoverMoving and CalibratorChanging: every version has them, and they tell of errors. */
export class AlpacaCoverCalibrator extends CoverCalibratorMembers implements CoverCalibrator {
  async openCover(options: OperationOptions = {}): Promise<void> {
    await this.#moveCover('openCover', 'open', (signal) => this.startOpenCover({ signal }), options);
  }

  async closeCover(options: OperationOptions = {}): Promise<void> {
    await this.#moveCover('closeCover', 'closed', (signal) => this.startCloseCover({ signal }), options);
  }

  async calibratorOn(at: { readonly brightness: number }, options: OperationOptions = {}): Promise<void> {
    await this.#calibrate('calibratorOn', 'ready', (signal) => this.startCalibratorOn(at, { signal }), options);
  }

  async calibratorOff(options: OperationOptions = {}): Promise<void> {
    await this.#calibrate('calibratorOff', 'off', (signal) => this.startCalibratorOff({ signal }), options);
  }

  async #moveCover(
    member: string,
    wanted: CoverStatus,
    start: (signal: AbortSignal) => Promise<void>,
    options: OperationOptions,
  ): Promise<void> {
    let seen: CoverStatus = 'moving';
    await complete(
      this.link.clock,
      {
        place: this.place(member),
        deadline: DEADLINE,
        start,
        look: async (signal) => {
          seen = await this.coverState({ signal });
          if (seen === 'error') throw new OutcomeError(this.place(member), 'failed: CoverState reads error');
          return { over: seen !== 'moving' };
        },
        problem: async () => (seen === wanted ? undefined : `CoverState reads ${seen}`),
        settle: 0,
      },
      options,
    );
  }

  async #calibrate(
    member: string,
    wanted: 'ready' | 'off',
    start: (signal: AbortSignal) => Promise<void>,
    options: OperationOptions,
  ): Promise<void> {
    let seen: CalibratorStatus = 'notReady';
    await complete(
      this.link.clock,
      {
        place: this.place(member),
        deadline: DEADLINE,
        start,
        look: async (signal) => {
          seen = await this.calibratorState({ signal });
          if (seen === 'error') throw new OutcomeError(this.place(member), 'failed: CalibratorState reads error');
          return { over: seen !== 'notReady' };
        },
        problem: async () => (seen === wanted ? undefined : `CalibratorState reads ${seen}`),
      },
      options,
    );
  }
}

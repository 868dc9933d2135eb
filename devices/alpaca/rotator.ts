import { wrapSignedDegrees } from '../../sky/units.js';
import { deviceMembers } from '../roles/device.js';
import type { OperationOptions } from '../roles/member.js';
import { type Rotator, rotatorMembers } from '../roles/rotator.js';
import { complete, type Operation } from './completion.js';
import { deviceClass } from './device-class.js';

const RotatorMembers = deviceClass('rotator', { ...deviceMembers, ...rotatorMembers });

interface Angle {
  readonly position: number;
}

/** Degrees beside its target at which a rotator has not arrived, but stopped. */
const FAR_OFF = 1;

export class AlpacaRotator extends RotatorMembers implements Rotator {
  async move(by: Angle, options: OperationOptions = {}): Promise<void> {
    await this.#turn('move', { start: (signal) => this.startMove(by, { signal }) }, options);
  }

  async moveAbsolute(to: Angle, options: OperationOptions = {}): Promise<void> {
    await this.#turn(
      'moveAbsolute',
      {
        start: (signal) => this.startMoveAbsolute(to, { signal }),
        problem: async (signal) => farOff(await this.position({ signal }), to),
      },
      options,
    );
  }

  async moveMechanical(to: Angle, options: OperationOptions = {}): Promise<void> {
    await this.#turn(
      'moveMechanical',
      {
        start: (signal) => this.startMoveMechanical(to, { signal }),
        problem: async (signal) => farOff(await this.mechanicalPosition({ signal }), to),
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
        deadline: 180_000,
        look: async (signal) => ({ over: !(await this.isMoving({ signal })) }),
        ...operation,
      },
      options,
    );
  }
}

function farOff(is: number, { position }: Angle): string | undefined {
  return Math.abs(wrapSignedDegrees(is - position)) > FAR_OFF
    ? `the rotator stands at ${is.toFixed(1)} degrees`
    : undefined;
}

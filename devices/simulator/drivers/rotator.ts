import type { Clock } from '../../clock.js';
import type { rotatorMembers } from '../../roles/rotator.js';
import { within } from '../errors.js';
import type { Rotator } from '../world/rotator.js';
import { Driver, type DriverInfo } from './driver.js';
import type { Served } from './served.js';

interface Position {
  readonly position: number;
}

export class RotatorDriver extends Driver implements Served<typeof rotatorMembers> {
  readonly #rotator: Rotator;

  constructor(info: DriverInfo, clock: Clock, connectTime: number, rotator: Rotator) {
    super(info, clock, connectTime);
    this.#rotator = rotator;
  }

  protected override stopShort(): void {
    this.halt();
  }

  canReverse(): boolean {
    return true;
  }

  halt(): void {
    this.#rotator.halt(this.now());
  }

  isMoving(): boolean {
    return this.#rotator.moving(this.now());
  }

  mechanicalPosition(): number {
    return this.#rotator.mechanical(this.now());
  }

  move({ position }: Position): void {
    this.#rotator.moveBy(within(position, -360, 360, 'an angle'), this.now());
  }

  moveAbsolute({ position }: Position): void {
    this.#rotator.moveSky(circle(position), this.now());
  }

  moveMechanical({ position }: Position): void {
    this.#rotator.moveMechanical(circle(position), this.now());
  }

  position(): number {
    return this.#rotator.sky(this.now());
  }

  reverse(): boolean {
    return this.#rotator.reverse;
  }

  setReverse(reverse: boolean): void {
    this.#rotator.reverse = reverse;
  }

  stepSize(): number {
    return 0.01;
  }

  sync({ position }: Position): void {
    this.#rotator.sync(circle(position), this.now());
  }

  targetPosition(): number {
    return this.#rotator.target();
  }
}

function circle(angle: number): number {
  return within(angle, 0, 359.999999999, 'an angle');
}

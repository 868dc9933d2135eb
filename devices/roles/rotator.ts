import type { Device } from './device.js';
import { bool, double, get, getPut, type MembersOf, type OperationOptions, put, start } from './member.js';

const position = { position: double };

export const rotatorMembers = {
  canReverse: get(bool, { doc: 'Whether `reverse` works.' }),
  halt: put({ doc: 'Stops at once.', optional: true, urgent: true }),
  isMoving: get(bool, { doc: 'True while the rotator turns.', state: true }),
  mechanicalPosition: get(double, {
    doc: 'Angle of the mechanism, without the sync offset.',
    unit: 'deg',
    since: 3,
    state: true,
  }),
  move: start('isMoving', { doc: 'Begins to turn BY an angle in degrees.', params: position, patience: 'long' }),
  moveAbsolute: start('isMoving', {
    doc: 'Begins to turn TO a sky angle in degrees.',
    params: position,
    patience: 'long',
  }),
  moveMechanical: start('isMoving', {
    doc: 'Begins to turn TO a mechanical angle in degrees.',
    params: position,
    since: 3,
    patience: 'long',
  }),
  position: get(double, { doc: 'Sky angle: mechanical angle plus sync offset.', unit: 'deg', state: true }),
  reverse: getPut(bool, { doc: 'Whether the sense of rotation is reversed.', optional: true }),
  stepSize: get(double, { doc: 'Smallest step.', unit: 'deg', optional: true }),
  sync: put({ doc: 'Tells the rotator that it stands at a sky angle in degrees.', params: position, since: 3 }),
  targetPosition: get(double, { doc: 'Where the rotator is going.', unit: 'deg' }),
} as const;

export interface Rotator extends Device, MembersOf<typeof rotatorMembers> {
  readonly type: 'rotator';
  /** Turns by an angle and waits. */
  move(by: { readonly position: number }, options?: OperationOptions): Promise<void>;
  /** Turns to a sky angle and waits. */
  moveAbsolute(to: { readonly position: number }, options?: OperationOptions): Promise<void>;
  /** Turns to a mechanical angle and waits. */
  moveMechanical(to: { readonly position: number }, options?: OperationOptions): Promise<void>;
}

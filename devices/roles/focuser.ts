import type { Device } from './device.js';
import { bool, double, get, getPut, int, type MembersOf, type OperationOptions, put, start } from './member.js';

export const focuserMembers = {
  absolute: get(bool, { doc: 'Whether `move` takes a position rather than a distance.' }),
  halt: put({ doc: 'Stops at once.', optional: true, urgent: true }),
  isMoving: get(bool, { doc: 'True while the focuser moves.', state: true }),
  maxIncrement: get(int, { doc: 'Longest single move.', unit: 'step' }),
  maxStep: get(int, { doc: 'Largest position.', unit: 'step' }),
  move: start('isMoving', {
    doc: 'Begins to move to a position, or by a distance when not `absolute`.',
    params: { position: int },
    patience: 'long',
  }),
  position: get(int, { doc: 'Position of an absolute focuser.', unit: 'step', optional: true, state: true }),
  stepSize: get(double, { doc: 'Length of one step.', unit: 'um', optional: true }),
  tempComp: getPut(bool, { doc: 'Temperature compensation by the driver.', optional: true }),
  tempCompAvailable: get(bool, { doc: 'Whether the driver can compensate for temperature.' }),
  temperature: get(double, { doc: 'Temperature at the focuser.', unit: 'C', optional: true, state: true }),
} as const;

export interface Focuser extends Device, MembersOf<typeof focuserMembers> {
  readonly type: 'focuser';
  /** Moves to a position in steps and waits until it is there. */
  move(to: { readonly position: number }, options?: OperationOptions): Promise<void>;
}

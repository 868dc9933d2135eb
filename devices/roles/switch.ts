import type { Device } from './device.js';
import { bool, double, get, int, type MembersOf, type OperationOptions, put, start, text } from './member.js';

const id = { id: int };

export const switchMembers = {
  canAsync: get(bool, { doc: 'Whether a switch can be set asynchronously.', params: id, since: 3 }),
  cancelAsync: put({ doc: 'Cancels an asynchronous change.', params: id, since: 3, optional: true, urgent: true }),
  canWrite: get(bool, { doc: 'Whether a switch can be set.', params: id }),
  getSwitch: get(bool, { doc: 'State of a switch, 0..maxSwitch-1.', params: id }),
  getSwitchDescription: get(text, { doc: 'Description of a switch.', params: id }),
  getSwitchName: get(text, { doc: 'Name of a switch.', params: id }),
  getSwitchValue: get(double, { doc: 'Value of a switch.', params: id }),
  maxSwitch: get(int, { doc: 'How many switches there are.' }),
  maxSwitchValue: get(double, { doc: 'Largest value of a switch.', params: id }),
  minSwitchValue: get(double, { doc: 'Smallest value of a switch.', params: id }),
  setAsync: start('stateChangeComplete', {
    doc: 'Begins to set the state of a switch.',
    params: { id: int, state: bool },
    since: 3,
    optional: true,
  }),
  setAsyncValue: start('stateChangeComplete', {
    doc: 'Begins to set the value of a switch.',
    params: { id: int, value: double },
    since: 3,
    optional: true,
  }),
  setSwitch: put({
    doc: 'Sets the state of a switch.',
    params: { id: int, state: bool },
    optional: true,
    patience: 'long',
  }),
  setSwitchName: put({ doc: 'Names a switch.', params: { id: int, name: text }, optional: true }),
  setSwitchValue: put({
    doc: 'Sets the value of a switch.',
    params: { id: int, value: double },
    optional: true,
    patience: 'long',
  }),
  stateChangeComplete: get(bool, {
    doc: 'Whether the last asynchronous change has ended.',
    params: id,
    since: 3,
    optional: true,
  }),
  switchStep: get(double, { doc: 'Step between two values of a switch.', params: id }),
} as const;

export interface Switch extends Device, MembersOf<typeof switchMembers> {
  readonly type: 'switch';
  /** Sets a switch's state, asynchronously where the device can, and waits until it is set. */
  turn(to: { readonly id: number; readonly state: boolean }, options?: OperationOptions): Promise<void>;
  /** Sets a switch's value, asynchronously where the device can, and waits until it is set. */
  adjust(to: { readonly id: number; readonly value: number }, options?: OperationOptions): Promise<void>;
}

import type { Device } from './device.js';
import { get, getPut, int, ints, type MembersOf, type OperationOptions, texts } from './member.js';

export const filterWheelMembers = {
  focusOffsets: get(ints, { doc: 'Focuser offset of each filter.', unit: 'step' }),
  names: get(texts, { doc: 'Name of each filter.' }),
  position: getPut(int, {
    doc: 'Number of the filter in the beam, from 0; -1 while the wheel turns.',
    state: true,
    patience: 'long',
  }),
} as const;

export interface FilterWheel extends Device, MembersOf<typeof filterWheelMembers> {
  readonly type: 'filterwheel';
  /** Turns to a filter by number and waits until it is in the beam. */
  select(position: number, options?: OperationOptions): Promise<void>;
}

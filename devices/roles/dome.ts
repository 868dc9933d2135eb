import type { Device } from './device.js';
import { bool, double, enumeration, get, getPut, type MembersOf, type OperationOptions, put, start } from './member.js';

export const shutterState = enumeration('ShutterState', { open: 0, closed: 1, opening: 2, closing: 3, error: 4 });
export type ShutterState = keyof typeof shutterState.codes;

export const domeMembers = {
  abortSlew: put({ doc: 'Stops every motion, the shutter included, at once.', urgent: true }),
  altitude: get(double, { doc: 'Altitude of the opening.', unit: 'deg', optional: true, state: true }),
  atHome: get(bool, { doc: 'At the home position.', optional: true, state: true }),
  atPark: get(bool, { doc: 'At the park position.', optional: true, state: true }),
  azimuth: get(double, { doc: 'Azimuth of the opening.', unit: 'deg', optional: true, state: true }),
  canFindHome: get(bool, { doc: 'Whether `findHome` works.' }),
  canPark: get(bool, { doc: 'Whether `park` works.' }),
  canSetAltitude: get(bool, { doc: 'Whether the altitude of the opening can be set.' }),
  canSetAzimuth: get(bool, { doc: 'Whether the dome turns; false for a roll-off roof.' }),
  canSetPark: get(bool, { doc: 'Whether `setPark` works.' }),
  canSetShutter: get(bool, { doc: 'Whether the shutter or roof can be opened and closed.' }),
  canSlave: get(bool, { doc: 'Whether the dome can follow the telescope by itself.' }),
  canSyncAzimuth: get(bool, { doc: 'Whether `syncToAzimuth` works.' }),
  closeShutter: start('shutterStatus', {
    doc: 'Begins to close the shutter or roof.',
    optional: true,
    urgent: true,
    patience: 'long',
  }),
  findHome: start('slewing', { doc: 'Seeks the home position.', optional: true, patience: 'long' }),
  openShutter: start('shutterStatus', { doc: 'Begins to open the shutter or roof.', optional: true, patience: 'long' }),
  park: start('slewing', { doc: 'Turns to the park position.', optional: true, patience: 'long' }),
  setPark: put({ doc: 'Makes the present azimuth the park position.', optional: true }),
  shutterStatus: get(shutterState, { doc: 'State of the shutter or roof.', optional: true, state: true }),
  slaved: getPut(bool, { doc: 'Whether the dome follows the telescope by itself.', optional: true }),
  slewing: get(bool, { doc: 'True while any part of the dome moves.', state: true }),
  slewToAltitude: start('slewing', {
    doc: 'Begins to move the opening to an altitude in degrees.',
    params: { altitude: double },
    optional: true,
    patience: 'long',
  }),
  slewToAzimuth: start('slewing', {
    doc: 'Begins to turn to an azimuth in degrees.',
    params: { azimuth: double },
    optional: true,
    patience: 'long',
  }),
  syncToAzimuth: put({
    doc: 'Tells the dome that it stands at an azimuth in degrees.',
    params: { azimuth: double },
    optional: true,
  }),
} as const;

export interface Dome extends Device, MembersOf<typeof domeMembers> {
  readonly type: 'dome';
  /** Opens and waits until the shutter reads open. Does nothing when it is. */
  openShutter(options?: OperationOptions): Promise<void>;
  /** Closes and waits until the shutter reads closed. Does nothing when it is. */
  closeShutter(options?: OperationOptions): Promise<void>;
  park(options?: OperationOptions): Promise<void>;
  findHome(options?: OperationOptions): Promise<void>;
  slewToAzimuth(to: { readonly azimuth: number }, options?: OperationOptions): Promise<void>;
  slewToAltitude(to: { readonly altitude: number }, options?: OperationOptions): Promise<void>;
}

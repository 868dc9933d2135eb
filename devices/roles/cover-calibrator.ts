import type { Device } from './device.js';
import { bool, enumeration, get, int, type MembersOf, type OperationOptions, put, start } from './member.js';

export const coverStatus = enumeration('CoverStatus', {
  notPresent: 0,
  closed: 1,
  moving: 2,
  open: 3,
  unknown: 4,
  error: 5,
});
export const calibratorStatus = enumeration('CalibratorStatus', {
  notPresent: 0,
  off: 1,
  notReady: 2,
  ready: 3,
  unknown: 4,
  error: 5,
});
export type CoverStatus = keyof typeof coverStatus.codes;
export type CalibratorStatus = keyof typeof calibratorStatus.codes;

export const coverCalibratorMembers = {
  brightness: get(int, { doc: "The calibrator's present brightness, 0..maxBrightness.", optional: true, state: true }),
  calibratorChanging: get(bool, { doc: 'True while the calibrator settles.', since: 2, state: true }),
  calibratorOff: start('calibratorChanging', { doc: 'Switches the calibrator off.', optional: true, patience: 'long' }),
  calibratorOn: start('calibratorChanging', {
    doc: 'Switches the calibrator on at a brightness.',
    params: { brightness: int },
    optional: true,
    patience: 'long',
  }),
  calibratorState: get(calibratorStatus, { doc: 'State of the calibrator.', state: true }),
  closeCover: start('coverMoving', { doc: 'Begins to close the cover.', optional: true, patience: 'long' }),
  coverMoving: get(bool, { doc: 'True while the cover moves.', since: 2, state: true }),
  coverState: get(coverStatus, { doc: 'State of the cover.', state: true }),
  haltCover: put({ doc: 'Stops the cover at once.', optional: true, urgent: true }),
  maxBrightness: get(int, { doc: 'Largest brightness.', optional: true }),
  openCover: start('coverMoving', { doc: 'Begins to open the cover.', optional: true, patience: 'long' }),
} as const;

export interface CoverCalibrator extends Device, MembersOf<typeof coverCalibratorMembers> {
  readonly type: 'covercalibrator';
  openCover(options?: OperationOptions): Promise<void>;
  closeCover(options?: OperationOptions): Promise<void>;
  calibratorOn(at: { readonly brightness: number }, options?: OperationOptions): Promise<void>;
  calibratorOff(options?: OperationOptions): Promise<void>;
}

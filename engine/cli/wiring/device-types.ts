import type { DeviceType } from '../../../devices/roles/index.js';
import type { Role } from '../../rig.js';

/** The type that Alpaca gives to the device of each role. */
export const DEVICE_TYPE = {
  telescope: 'telescope',
  camera: 'camera',
  filterWheel: 'filterwheel',
  focuser: 'focuser',
  rotator: 'rotator',
  dome: 'dome',
  safetyMonitor: 'safetymonitor',
  observingConditions: 'observingconditions',
  coverCalibrator: 'covercalibrator',
  switch: 'switch',
} as const satisfies Readonly<Record<Role, DeviceType>>;

/** What a role is called in messages. */
export const ROLE_NAME = {
  telescope: 'telescope',
  camera: 'camera',
  filterWheel: 'filter wheel',
  focuser: 'focuser',
  rotator: 'rotator',
  dome: 'dome or roof',
  safetyMonitor: 'safety monitor',
  observingConditions: 'weather station',
  coverCalibrator: 'cover calibrator',
  switch: 'switch',
} as const satisfies Readonly<Record<Role, string>>;

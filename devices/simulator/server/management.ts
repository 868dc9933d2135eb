import type { DeviceType } from '../../roles/device.js';
import type { World } from '../world.js';

/** DeviceType as the management interface spells it. */
const SPELT: Readonly<Record<DeviceType, string>> = {
  camera: 'Camera',
  covercalibrator: 'CoverCalibrator',
  dome: 'Dome',
  filterwheel: 'FilterWheel',
  focuser: 'Focuser',
  observingconditions: 'ObservingConditions',
  rotator: 'Rotator',
  safetymonitor: 'SafetyMonitor',
  switch: 'Switch',
  telescope: 'Telescope',
};

/** The `Value` of the management interface at a path, or undefined. */
export function management({ drivers }: World, path: string): unknown {
  switch (path) {
    case '/management/apiversions':
      return [1];
    case '/management/v1/description':
      return {
        ServerName: 'Nocturne simulated observatory',
        Manufacturer: 'Nocturne',
        ManufacturerVersion: '1.0',
        Location: 'In memory',
      };
    case '/management/v1/configureddevices':
      return drivers.map(({ info }) => ({
        DeviceName: info.name,
        DeviceType: SPELT[info.type],
        DeviceNumber: info.number,
        UniqueID: info.uniqueId,
      }));
    default:
      return undefined;
  }
}

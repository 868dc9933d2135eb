import type { DeviceType } from '../../roles/device.js';
import type { Observatory } from '../world/observatory.js';
import { hash } from '../world/random.js';
import { CameraDriver } from './camera.js';
import { CoverCalibratorDriver } from './cover-calibrator.js';
import { RoofDriver } from './dome.js';
import type { Driver, DriverInfo } from './driver.js';
import { FilterWheelDriver } from './filter-wheel.js';
import { FocuserDriver } from './focuser.js';
import { ObservingConditionsDriver } from './observing-conditions.js';
import { RotatorDriver } from './rotator.js';
import { SafetyMonitorDriver } from './safety-monitor.js';
import { SwitchDriver } from './switch.js';
import { TelescopeDriver } from './telescope.js';
import { DomeDriver } from './turning-dome.js';

const MOUNT = { german: 'German equatorial mount', fork: 'Fork mount', 'alt-az': 'Alt-azimuth mount' } as const;

/** The drivers of a world: one device of each type, number 0. */
export function driversOf(world: Observatory): readonly Driver[] {
  const { clock, setup } = world;
  const { connectTime: time, seed } = setup;
  const info = (type: DeviceType, name: string, description: string): DriverInfo => ({
    type,
    number: 0,
    name: `Simulated ${name}`,
    description,
    uniqueId: `nocturne-${type}-${hash(seed).toString(16)}-0`,
  });
  const sensor = setup.camera.sensor === 'rggb' ? 'Cooled colour camera' : 'Cooled monochrome camera';
  const dome = world.dome
    ? new DomeDriver(
        info('dome', 'dome', setup.dome?.altitudeSpeed === undefined ? 'Dome with a slit' : 'Dome with a window'),
        clock,
        time,
        world,
        world.dome,
      )
    : new RoofDriver(info('dome', 'roof', 'Roll-off roof'), clock, time, world);
  return [
    new TelescopeDriver(info('telescope', 'mount', MOUNT[setup.mount.kind]), clock, time, world),
    new CameraDriver(info('camera', 'camera', sensor), clock, time, world),
    new FilterWheelDriver(info('filterwheel', 'filter wheel', 'Filter wheel'), clock, time, world.wheel),
    new FocuserDriver(
      info('focuser', 'focuser', setup.focuser.absolute ? 'Absolute focuser' : 'Relative focuser'),
      clock,
      time,
      world.focuser,
      world.weather,
    ),
    dome,
    new SafetyMonitorDriver(
      info('safetymonitor', 'safety monitor', 'Clouds, rain and wind'),
      clock,
      time,
      world.weather,
    ),
    new ObservingConditionsDriver(info('observingconditions', 'weather station', 'All sensors'), clock, time, world),
    new RotatorDriver(info('rotator', 'rotator', 'Rotator without end stops'), clock, time, world.rotator),
    new CoverCalibratorDriver(
      info('covercalibrator', 'flat panel', 'Cover with a flat panel'),
      clock,
      time,
      world.panel,
    ),
    new SwitchDriver(info('switch', 'power box', 'Outlets, dew heater, voltage'), clock, time, world.switches),
  ];
}

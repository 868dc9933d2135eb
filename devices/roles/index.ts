import { cameraMembers } from './camera.js';
import { coverCalibratorMembers } from './cover-calibrator.js';
import { type DeviceType, deviceMembers } from './device.js';
import { domeMembers } from './dome.js';
import { filterWheelMembers } from './filter-wheel.js';
import { focuserMembers } from './focuser.js';
import type { MemberTable } from './member.js';
import { observingConditionsMembers } from './observing-conditions.js';
import { rotatorMembers } from './rotator.js';
import { safetyMonitorMembers } from './safety-monitor.js';
import { switchMembers } from './switch.js';
import { telescopeMembers } from './telescope.js';

/** Every member of every device type, those that all devices share included. */
export const MEMBERS: Readonly<Record<DeviceType, MemberTable>> = {
  camera: { ...deviceMembers, ...cameraMembers },
  covercalibrator: { ...deviceMembers, ...coverCalibratorMembers },
  dome: { ...deviceMembers, ...domeMembers },
  filterwheel: { ...deviceMembers, ...filterWheelMembers },
  focuser: { ...deviceMembers, ...focuserMembers },
  observingconditions: { ...deviceMembers, ...observingConditionsMembers },
  rotator: { ...deviceMembers, ...rotatorMembers },
  safetymonitor: { ...deviceMembers, ...safetyMonitorMembers },
  switch: { ...deviceMembers, ...switchMembers },
  telescope: { ...deviceMembers, ...telescopeMembers },
};

export type * from './camera.js';
export type * from './cover-calibrator.js';
export type * from './dome.js';
export type * from './filter-wheel.js';
export type * from './focuser.js';
export type * from './image.js';
export type * from './observing-conditions.js';
export type * from './rotator.js';
export type * from './safety-monitor.js';
export type * from './switch.js';
export type * from './telescope.js';
export { DEVICE_TYPES, type Device, type DeviceType, type StateValue } from './device.js';
export type { CallOptions, Member, MembersOf, MemberTable, OperationOptions } from './member.js';

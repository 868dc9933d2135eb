import type {
  Camera,
  CoverCalibrator,
  Dome,
  FilterWheel,
  Focuser,
  ObservingConditions,
  Rotator,
  SafetyMonitor,
  Switch,
  Telescope,
} from '../devices/roles/index.js';

/** The devices of one observatory, by the part they play. What is absent is not there: no step may assume it. */
export interface Rig {
  readonly telescope?: Telescope;
  readonly camera?: Camera;
  readonly filterWheel?: FilterWheel;
  readonly focuser?: Focuser;
  readonly rotator?: Rotator;
  /** A dome with a slit, or a roll-off roof. */
  readonly dome?: Dome;
  readonly safetyMonitor?: SafetyMonitor;
  readonly observingConditions?: ObservingConditions;
  readonly coverCalibrator?: CoverCalibrator;
  readonly switch?: Switch;
}

export type Role = keyof Rig;

export const ROLES = [
  'telescope',
  'camera',
  'filterWheel',
  'focuser',
  'rotator',
  'dome',
  'safetyMonitor',
  'observingConditions',
  'coverCalibrator',
  'switch',
] as const satisfies readonly Role[];

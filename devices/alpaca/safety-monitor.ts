import { deviceMembers } from '../roles/device.js';
import { type SafetyMonitor, safetyMonitorMembers } from '../roles/safety-monitor.js';
import { deviceClass } from './device-class.js';

const SafetyMonitorMembers = deviceClass('safetymonitor', { ...deviceMembers, ...safetyMonitorMembers });

export class AlpacaSafetyMonitor extends SafetyMonitorMembers implements SafetyMonitor {}

import type { Device } from './device.js';
import { bool, get, type MembersOf } from './member.js';

export const safetyMonitorMembers = {
  isSafe: get(bool, { doc: 'Whether it is safe to observe.', state: true, urgent: true }),
} as const;

export interface SafetyMonitor extends Device, MembersOf<typeof safetyMonitorMembers> {
  readonly type: 'safetymonitor';
}

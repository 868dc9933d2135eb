import type { CallOptions } from '../roles/member.js';
import type { GuideDirection } from '../roles/telescope.js';
import type { Operation } from './completion.js';
import type { CallPlace } from './device-error.js';

/** A guiding pulse; its duration in ms. */
export interface Pulse {
  readonly direction: GuideDirection;
  readonly duration: number;
}

/** What guides by pulses: a mount, or the guide port of a camera. */
interface PulseGuider {
  startPulseGuide(pulse: Pulse, options?: CallOptions): Promise<void>;
  isPulseGuiding(options?: CallOptions): Promise<boolean>;
}

export function pulseOperation(guider: PulseGuider, place: CallPlace, pulse: Pulse): Operation {
  return {
    place,
    // IsPulseGuiding of some devices never falls: the pulse has a length, and may not hold up a night.
    deadline: pulse.duration + 10_000,
    start: (signal) => guider.startPulseGuide(pulse, { signal }),
    look: async (signal) => ({ over: !(await guider.isPulseGuiding({ signal })) }),
    settle: 0,
    next: (elapsed) => Math.max(100, pulse.duration - elapsed),
  };
}

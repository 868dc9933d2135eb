import { type BeatingHeart, startHeartbeat } from '../../control/heartbeat.js';
import { serveControl } from '../../control/server.js';
import { SystemdNotifier } from '../../guard/systemd.js';
import type { Log } from '../../night/night-world.js';
import type { NightRun } from '../../night/run-night.js';
import type { Cleanup } from './cleanup.js';
import type { PreparedNight } from './prepare-night.js';

/** Whoever watches a night from outside. */
export interface Outside {
  /** Tells them that the night has ended and the observatory is secured. */
  endedInOrder(): Promise<void>;
}

/**
 * Opens a running night to commands, to its guard and to the service manager. A night goes on without them: what cannot be
 * opened is logged and told in `remark`.
 */
export async function openToOutside(
  night: NightRun,
  { observatory, folder, simulated, system, clock }: PreparedNight,
  journalAt: () => string | undefined,
  log: Log,
  remark: (text: string) => void,
  cleanup: Cleanup,
): Promise<Outside> {
  const unless = async <T>(what: string, open: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await open();
    } catch (error) {
      log.warn({ error }, `${what}: not available`);
      remark(`${what} is not available: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  };
  const identity = { pid: process.pid, night: folder, zone: observatory.site.zone };
  const control = await unless('commanding this night from outside', () =>
    serveControl({ night, identity, clock, log }),
  );
  if (control) cleanup.add(() => control.close());

  // Simulators that live in this process die with it: there is nothing that a guard could close.
  const heart: BeatingHeart | undefined = simulated
    ? undefined
    : await unless('the heartbeat for the guard', () =>
        startHeartbeat({ observatory, night: folder, board: night.board, journalAt, clock: system, log }),
      );
  // Without a last word, unless the night has ended in order before.
  if (heart) cleanup.add(() => heart.stop());

  const service = new SystemdNotifier(system);
  const status = (): string => `${night.board.status.plan}: ${night.board.status.activity}`;
  service.ready(status());
  service.feed(status);
  cleanup.add(() => service.end());
  return {
    async endedInOrder() {
      await heart?.end();
    },
  };
}

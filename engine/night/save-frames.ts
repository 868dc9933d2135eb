import { type Milliseconds, poll, withDeadline } from '../../devices/clock.js';
import type { FrameFacts } from '../fits/frame.js';
import { FrameSaver } from '../fits/frame-saver.js';
import { tellProgress } from './frame-progress.js';
import type { NightWorld } from './night-world.js';

/** Frames that may wait in memory: two places, see fits/image-slots.ts. */
const IN_MEMORY = 2;
/** How often it is looked whether the disk takes frames again. */
const LOOK_EVERY: Milliseconds = 5_000;
/** How long the end of a night waits for frames that a disk does not take, */
const LAST_SAVES: Milliseconds = 600_000;
/** and for what is done with frames that are saved. */
const LAST_LOOKS: Milliseconds = 120_000;

/** Saves the frames of a night, and tells the night what becomes of them. */
export function saverOfNight(world: Omit<NightWorld, 'saver'>, signal: AbortSignal): FrameSaver {
  const { clock, frames, journal, log, disk, darkroom, board } = world;
  const keyOf = ({ frame }: FrameFacts): string => frame.key;
  darkroom?.onSeen(({ key, analysis, preview }) => {
    board.update({ lastFrame: { key, stars: analysis?.stars, hfr: analysis?.hfr, preview } });
  });
  return new FrameSaver({
    clock,
    frames,
    journal,
    signal,
    onSaved(facts, file) {
      disk?.saved(file.bytes);
      tellProgress(world);
      darkroom?.take(facts, file);
      lookAtSpace(world);
    },
    onLost(facts, error) {
      log.error({ key: keyOf(facts), error }, 'a frame was lost, and is to be taken again');
    },
    onUncounted(facts, error) {
      log.error({ key: keyOf(facts), error }, 'a frame is on the disk, and the journal cannot be told');
    },
  });
}

/** Tells once, while the night goes on, that there will not be room for all that is left of the plan. */
function lookAtSpace({ disk, board, log, journal }: Omit<NightWorld, 'saver'>): void {
  const { done, total } = board.status.frames;
  disk
    ?.running(Math.max(0, total - done))
    .then(async (verdict) => {
      if (!verdict) return;
      log.warn({ frames: verdict.frames }, verdict.text);
      await journal.append({ type: 'decision', about: 'disk', action: 'go on', reason: verdict.text });
    })
    .catch((error: unknown) => {
      log.warn({ error }, 'the free space of the image folder is not known');
    });
}

/** Tells the board, the log and the journal of a disk that takes no frames, and when it takes them again. */
export function tellOfDisk({ disk, alarms, log, journal }: Omit<NightWorld, 'saver'>): void {
  let told = false;
  disk?.onChange(() => {
    const { trouble } = disk;
    alarms.show();
    if (trouble === undefined) {
      told = false;
      log.info({}, 'frames are saved again');
      return;
    }
    log.error({}, trouble);
    // Each frame that waits has its words; one alarm is enough for all.
    if (!told) void journal.append({ type: 'alarm', message: trouble });
    told = true;
  });
}

/** Begins no exposure while two frames wait for a disk that is full or gone: the third would have no place. */
export async function untilMemoryIsFree({ disk, saver, board, clock }: NightWorld, signal: AbortSignal): Promise<void> {
  const free = (): boolean => disk?.trouble === undefined || saver.pending.size < IN_MEMORY;
  if (free()) return;
  board.update({ doing: 'waiting for the disk', exposure: undefined });
  const what = 'the disk to take frames again';
  await poll(clock, { what, signal, every: LOOK_EVERY, deadline: Infinity }, async () => (free() ? true : undefined));
}

/** At the end of a night: waits for frames that are not saved yet, gives up those that cannot be, and ends the looks at them. */
export async function endSaving(
  { saver, disk, darkroom, board, clock, log }: NightWorld,
  giveUp: (reason: Error) => void,
): Promise<void> {
  if (saver.pending.size > 0) board.update({ doing: 'saving the last frames' });
  try {
    await withDeadline(clock, LAST_SAVES, { what: 'saving the last frames' }, () => saver.settled());
  } catch (error) {
    log.error({ error, frames: [...saver.pending], disk: disk?.trouble }, 'frames could not be saved, and are lost');
    giveUp(error instanceof Error ? error : new Error(String(error)));
    await saver.settled();
  }
  try {
    await withDeadline(clock, LAST_LOOKS, { what: 'looking at the last frames' }, async () => darkroom?.settled());
  } catch (error) {
    log.warn({ error }, 'some frames have not been measured or copied');
  }
  await darkroom?.close();
}

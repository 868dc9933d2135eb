/**
 * A night of 2,000 frames in virtual time, watching that memory and handles stay flat: `npm run bench:soak`.
 * NOCTURNE_FRAMES: how many frames (default 2000). Ends with 1 when the last quarter holds more than the second.
 */
import { ProgressFold } from '../engine/journal/fold.js';
import { type Journal, recordLine } from '../engine/journal/journal.js';
import type { JournalEntry } from '../engine/journal/records.js';
import { expose, frames, step } from '../test/support/plans.js';
import { rehearse } from '../test/support/rehearsal.js';

const count = Number(process.env['NOCTURNE_FRAMES'] ?? 2000);
const collect = (globalThis as { gc?: () => void }).gc;
const MB = 2 ** 20;

interface Sample {
  readonly frame: number;
  readonly heap: number;
  readonly resident: number;
  readonly handles: number;
}
const samples: Sample[] = [];
const sample = (frame: number): void => {
  collect?.();
  const { heapUsed, rss } = process.memoryUsage();
  samples.push({ frame, heap: heapUsed / MB, resident: rss / MB, handles: process.getActiveResourcesInfo().length });
};

/** As a journal on a disk does, it holds what its records amount to, and not the records. */
class Folded implements Journal {
  readonly path = '(nowhere)';
  readonly progress = new ProgressFold();
  async append(entry: JournalEntry): Promise<void> {
    this.progress.add(recordLine(now(), entry).record);
  }
  appendDurably(entry: JournalEntry): Promise<void> {
    return this.append(entry);
  }
  async close(): Promise<void> {
    // Nothing is held.
  }
}
let now = (): number => 0;

const every = Math.max(1, Math.floor(count / 20));
let last = -1;
const begun = performance.now();
const { result } = await rehearse({
  start: Date.parse('2026-11-21T20:00:00Z'),
  end: Date.parse('2026-11-28T20:00:00Z'),
  startup: [step('connect'), step('open'), step('unpark')],
  steps: [expose('lights', count, { frames: frames('lights', count, { exposure: 10, filter: 'L' }) })],
  shutdown: [step('park'), step('close'), step('disconnect')],
  prepare: (_world, clock) => {
    now = () => clock.now();
  },
  through: () => new Folded(),
  during: (run) => {
    run.board.subscribe(({ frames: { done } }) => {
      if (done === last || done % every !== 0) return;
      last = done;
      sample(done);
    });
  },
});
const seconds = (performance.now() - begun) / 1000;
console.log('frames  heap MB  resident MB  handles');
for (const { frame, heap, resident, handles } of samples) {
  console.log(
    `${String(frame).padStart(6)}  ${heap.toFixed(1).padStart(7)}  ${resident.toFixed(0).padStart(11)}  ${String(handles).padStart(7)}`,
  );
}
const mean = (of: (s: Sample) => number, from: number, to: number): number => {
  const part = samples.slice(Math.floor(samples.length * from), Math.ceil(samples.length * to));
  return part.reduce((sum, each) => sum + of(each), 0) / part.length;
};
const growth = (of: (s: Sample) => number): number => mean(of, 0.75, 1) - mean(of, 0.25, 0.5);
const perFrame = (growth((s) => s.heap) * MB) / (count / 2);
console.log(
  `${result.outcome}: ${String(result.frames.done)} frames in ${seconds.toFixed(0)} s; heap grows by ${perFrame.toFixed(0)} bytes a frame, handles by ${growth((s) => s.handles).toFixed(1)}`,
);
// What is known of a frame that is done, its key, its file and its sum, stays in memory: about a kilobyte.
process.exitCode =
  result.frames.done === count && perFrame < 2_500 && growth((s) => s.handles) < 2 && growth((s) => s.resident) < 64
    ? 0
    : 1;

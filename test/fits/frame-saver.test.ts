import { expect, test } from 'vitest';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { FrameSaver } from '../../engine/fits/frame-saver.js';
import type { ReceivedImage, SavedFile } from '../../engine/fits/frame-store.js';
import { MemoryJournal } from '../../engine/journal/memory-journal.js';
import { fullFacts } from '../support/fits-facts.js';

const received: ReceivedImage = { release: () => undefined };
const facts = (n: number) => fullFacts({ n, key: `m31/L#${String(n)}` });

test('frames are counted when they stand, in the background, and are pending until then', async () => {
  const clock = new VirtualClock();
  const journal = new MemoryJournal(clock);
  const saved: string[] = [];
  const lost: string[] = [];
  const keep = async (_: ReceivedImage, { frame }: ReturnType<typeof facts>): Promise<SavedFile> => {
    await clock.sleep(frame.n * 1000);
    if (frame.n === 2) throw new Error('disk gone');
    return { path: `/${String(frame.n)}.fits`, sha256: 'f0', bytes: 2880, exposure: {} };
  };
  const saver = new FrameSaver({
    clock,
    frames: { keep },
    journal,
    onSaved: ({ frame }) => saved.push(frame.key),
    onLost: ({ frame }, error) => lost.push(`${frame.key}: ${String(error)}`),
  });
  for (const n of [1, 2, 3]) saver.save(received, facts(n));
  expect(saver.pending).toEqual(new Set(['m31/L#1', 'm31/L#2', 'm31/L#3']));
  expect(journal.progress.files.size).toBe(0);

  await clock.advance(1500);
  expect(saver.pending).toEqual(new Set(['m31/L#2', 'm31/L#3']));
  expect([...journal.progress.files.keys()]).toEqual(['m31/L#1']);

  await clock.drive(saver.settled());
  expect(saver.pending.size).toBe(0);
  expect(saved).toEqual(['m31/L#1', 'm31/L#3']);
  expect(lost).toEqual(['m31/L#2: Error: disk gone']);
  expect([...journal.progress.files.keys()]).toEqual(['m31/L#1', 'm31/L#3']);
});

import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SystemClock } from '../../devices/clock.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { openJournal } from '../../engine/journal/journal.js';
import { MemoryJournal } from '../../engine/journal/memory-journal.js';
import type { JournalEntry } from '../../engine/journal/records.js';

const night: JournalEntry = {
  type: 'night',
  version: '0.1.0',
  format: 1,
  plan: { name: 'First light', hash: 'abc', file: 'first-light.yaml' },
  observatory: 'simulator',
  sequence: {},
};
const alarm = (message: string): JournalEntry => ({ type: 'alarm', message });

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nocturne-journal-'));
  path = join(folder, 'nights', 'night.journal.ndjson');
});
afterEach(() => rm(folder, { recursive: true }));

describe('a journal', () => {
  test('stands in the file in the order of the calls, stamped with the time of the call', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 10, 21, 23, 10, 5, 250));
    await clock.drive(
      (async () => {
        const journal = await openJournal(path, clock);
        const writes = [journal.append(night)];
        for (let i = 0; i < 50; i++) writes.push(journal.append(alarm(String(i))));
        await Promise.all(writes);
        await clock.sleep(1000);
        await journal.appendDurably(alarm('last'));
        await journal.close();
      })(),
    );
    const lines = (await readFile(path, 'utf8')).split('\n');
    expect(lines).toHaveLength(53);
    expect(lines[0]).toMatch(/^\{"t":"2026-11-21T23:10:05.250Z","type":"night","version"/);
    expect(lines.slice(1, 51).map((line) => (JSON.parse(line) as { message: string }).message)).toEqual(
      Array.from({ length: 50 }, (_, i) => String(i)),
    );
    expect(lines[51]).toContain('"t":"2026-11-21T23:10:06.250Z"');
  });

  test('is written when append resolves', async () => {
    const journal = await openJournal(path, new SystemClock());
    await journal.append(night);
    expect(await readFile(path, 'utf8')).toContain('First light');
    await journal.append(alarm('now'));
    expect(await readFile(path, 'utf8')).toContain('"now"');
    expect(journal.progress.night?.plan.name).toBe('First light');
    await journal.close();
  });

  test('loses no record that is appended at the very end of a round of writing', async () => {
    const journal = await openJournal(path, new SystemClock());
    await journal.append(night);
    for (let i = 0; i < 100; i++) await journal.append(alarm(String(i)));
    await journal.close();
    expect((await readFile(path, 'utf8')).trimEnd().split('\n')).toHaveLength(101);
  });

  test('goes on after a torn last line, which it cuts off', async () => {
    const first = await openJournal(path, new SystemClock());
    await first.append(night);
    await first.append({ type: 'pass', key: 'again', n: 1 });
    await first.close();
    await appendFile(path, '{"t":"2026-11-21T23:10:05.250Z","type":"pass","key":"aga');

    const second = await openJournal(path, new SystemClock());
    expect(second.progress.passes.get('again')).toBe(1);
    await second.append({ type: 'pass', key: 'again', n: 2 });
    await second.close();

    const third = await openJournal(path, new SystemClock());
    expect(third.progress.passes.get('again')).toBe(2);
    await third.close();
  });

  test('bears the zeros that a file system may leave at the end after a power cut', async () => {
    const first = await openJournal(path, new SystemClock());
    await first.append(night);
    await first.close();
    await appendFile(path, new Uint8Array(300));
    const second = await openJournal(path, new SystemClock());
    await second.append(alarm('still here'));
    await second.close();
    expect(await readFile(path, 'utf8')).not.toContain('\0');
  });

  test('refuses a damaged line in its middle, with file and line', async () => {
    const journal = await openJournal(path, new SystemClock());
    await journal.append(night);
    await journal.close();
    await appendFile(
      path,
      '{"t":"2026-11-21T23:10:05.250Z","ty\n{"t":"2026-11-21T23:10:05.250Z","type":"alarm","message":"x"}\n',
    );
    await expect(openJournal(path, new SystemClock())).rejects.toMatchObject({
      code: 'journal-corrupt',
      message: expect.stringContaining('night.journal.ndjson:2') as string,
    });
  });

  test.each([
    ['an unknown record', '{"t":"2026-11-21T23:10:05.250Z","type":"party"}', /no record is called "party"/],
    ['a missing field', '{"t":"2026-11-21T23:10:05.250Z","type":"pass","key":"a"}', /needs `n` \(number\)/],
    ['a time that is none', '{"t":"yesterday","type":"alarm","message":"x"}', /`t` is not a time/],
    ['something other than an object', '7', /at least `t` and `type`/],
  ])('refuses %s', async (_, line, message) => {
    const journal = await openJournal(path, new SystemClock());
    await journal.append(night);
    await journal.close();
    await appendFile(path, `${line}\n`);
    await expect(openJournal(path, new SystemClock())).rejects.toThrow(message);
  });

  test('refuses a file that begins otherwise, and a format of the future', async () => {
    await (await openJournal(path, new SystemClock())).close();
    await writeFile(path, '{"t":"2026-11-21T23:10:05.250Z","type":"alarm","message":"x"}\n');
    await expect(openJournal(path, new SystemClock())).rejects.toThrow(/begins with the record `night`/);
    await writeFile(path, `${JSON.stringify({ t: '2026-11-21T23:10:05.250Z', ...night, format: 9 })}\n`);
    await expect(openJournal(path, new SystemClock())).rejects.toThrow(/this version reads up to 1/);
  });

  test('says plainly where it cannot be written', async () => {
    await writeFile(join(folder, 'nights'), 'a file where a folder should be');
    await expect(openJournal(path, new SystemClock())).rejects.toMatchObject({ code: 'journal-unreadable' });
  });

  test('in memory holds what the file would hold, byte for byte', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 10, 21));
    const memory = new MemoryJournal(clock);
    await clock.drive(
      (async () => {
        const journal = await openJournal(path, clock);
        for (const entry of [night, alarm('cloud'), { type: 'end', key: 'm31', outcome: 'done' } as const]) {
          await Promise.all([journal.append(entry), memory.append(entry)]);
          await clock.sleep(1500);
        }
        await journal.close();
      })(),
    );
    expect(memory.text).toBe(await readFile(path, 'utf8'));
    expect(memory.progress.ended).toEqual(new Set(['m31']));
  });
});

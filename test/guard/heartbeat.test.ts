import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Heartbeat, HeartbeatEar } from '../../engine/guard/heartbeat.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nocturne-heartbeat-'));
});
afterEach(() => rm(folder, { recursive: true }));

const beat = (name: string, beat: number, activity = 'observing', more: Partial<Heartbeat> = {}) =>
  writeFile(
    join(folder, name),
    JSON.stringify({
      format: 1,
      pid: 7,
      observatory: 'hill',
      night: '/n',
      beat,
      at: '2026-11-21T22:00:00Z',
      activity,
      ...more,
    }),
  );
const ear = (...names: string[]) =>
  new HeartbeatEar(
    names.map((name) => join(folder, name)),
    { silentAfter: 10_000, blindAfter: 90_000 },
  );

describe('the ear of the guard', () => {
  it('has heard nothing where there is no file', async () => {
    expect(await ear('a').listen(0)).toEqual({ state: 'unheard' });
  });

  it('does not take what a dead engine has left behind for life', async () => {
    await beat('a', 41);
    const listening = ear('a');
    expect(await listening.listen(1_000)).toMatchObject({ state: 'silent', since: 1_000 });
    expect(await listening.listen(60_000)).toMatchObject({ state: 'silent', since: 1_000 });
  });

  it('hears an engine by its beat going on, whatever its clock says', async () => {
    const listening = ear('a');
    await beat('a', 1);
    await listening.listen(0);
    await beat('a', 2);
    expect(await listening.listen(2_000)).toMatchObject({ state: 'beating' });
    expect(await listening.listen(11_000)).toMatchObject({ state: 'beating' });
    expect(await listening.listen(12_000)).toMatchObject({ state: 'silent', since: 2_000 });
  });

  it('hears that the watch of an engine hangs whose heart beats on', async () => {
    const listening = ear('a');
    const beats = (n: number, verdictAt: string | null) => beat('a', n, 'observing', { verdictAt });
    await beats(1, null);
    await listening.listen(0);
    await beats(2, '2026-11-21T22:00:00Z');
    await listening.listen(60_000);
    await beats(3, '2026-11-21T22:00:10Z');
    expect(await listening.listen(140_000)).toMatchObject({ state: 'beating' });
    await beats(4, '2026-11-21T22:00:10Z');
    expect(await listening.listen(229_000)).toMatchObject({ state: 'beating' });
    await beats(5, '2026-11-21T22:00:10Z');
    expect(await listening.listen(230_000)).toMatchObject({ state: 'blind', since: 140_000 });
    await beats(6, '2026-11-21T22:03:00Z');
    expect(await listening.listen(232_000)).toMatchObject({ state: 'beating' });
  });

  it('hears, too, that a watch never came to a verdict; a new run is given its time anew', async () => {
    const listening = ear('a');
    await beat('a', 1, 'securing', { verdictAt: null });
    await listening.listen(0);
    await beat('a', 2, 'securing', { verdictAt: null });
    expect(await listening.listen(90_000)).toMatchObject({ state: 'blind', since: 0 });
    await beat('a', 1, 'securing', { verdictAt: null, pid: 8 });
    expect(await listening.listen(92_000)).toMatchObject({ state: 'beating' });
  });

  it('knows a night that has ended from one that was cut off', async () => {
    const listening = ear('a');
    await beat('a', 1);
    await listening.listen(0);
    await beat('a', 2, 'ended');
    expect(await listening.listen(2_000)).toMatchObject({ state: 'ended' });
    expect(await listening.listen(2_000_000)).toMatchObject({ state: 'ended' });
  });

  it('goes by the engine that lives when an old file lies elsewhere', async () => {
    await beat('old', 900, 'ended');
    const listening = ear('new', 'old');
    await listening.listen(0);
    await beat('new', 1);
    await listening.listen(1_000);
    await beat('new', 2);
    expect(await listening.listen(2_000)).toMatchObject({ state: 'beating', heartbeat: { beat: 2 } });
  });

  it('is not confused by garbage or by half a file', async () => {
    const listening = ear('a');
    await beat('a', 1);
    await listening.listen(0);
    await writeFile(join(folder, 'a'), '{"format":1,"pid":7,');
    expect(await listening.listen(9_000)).toMatchObject({ state: 'silent', since: 0 });
    await beat('a', 2);
    expect(await listening.listen(9_500)).toMatchObject({ state: 'beating' });
  });
});

import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { EXIT } from '../../engine/errors.js';
import { nocturne, recordsIn, start } from '../support/program.js';
import { expectEachFrameOnce, journalOf, scene } from '../support/quick-night.js';

describe('a night is ended from outside', { timeout: 240_000 }, () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s stops, parks and closes in order', async (signal) => {
    const { plan, nights, words } = scene();
    const program = start(['run', plan, ...words]);
    await program.sees(/Field {2}L 4 s, 1 of 3/);
    program.process.kill(signal);
    const { code, stdout } = await program.ended;
    expect(code).toBe(EXIT.interrupted);
    expect(stdout).toMatch(/Ending the night in order/);
    expect(stdout).toMatch(/mount parked, roof closed/);
    expect(stdout).toMatch(/nocturne run --resume/);
    const records = recordsIn(journalOf(nights));
    expect(records.findLast(({ type }) => type === 'secured')).toMatchObject({ parked: true, closed: true });
    expect(records.at(-1)).toMatchObject({ type: 'ended', outcome: 'stopped' });
  });

  test('what is left after a stop is taken with --resume', async () => {
    const { plan, nights, words } = scene();
    const program = start(['run', plan, ...words]);
    await program.sees(/Field {2}L 4 s, 1 of 3/);
    program.process.kill('SIGINT');
    await program.ended;
    const { code } = await nocturne(['run', '--resume', ...words]);
    expect(code).toBe(EXIT.ok);
    expectEachFrameOnce(nights);
  });

  test('before anything was begun there is nothing to take up again', async () => {
    const { plan, words } = scene();
    writeFileSync(plan, readFileSync(plan, 'utf8').replace('startup:', 'night: { start: 23:30 }\nstartup:'));
    const program = start(['run', plan, ...words]);
    await program.sees(/parked, closed/);
    program.process.kill('SIGINT');
    const { code, stdout } = await program.ended;
    expect(code).toBe(EXIT.interrupted);
    expect(stdout).toMatch(/It had not begun to observe: the same command begins it anew/);
    expect(stdout).not.toMatch(/--resume/);
  });

  test('while it connects there is nothing to take up again', async () => {
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const { plan } = scene();
    const program = start(['run', plan, '-o', `http://127.0.0.1:${String(port)}`]);
    const [socket] = (await once(silent, 'connection')) as [Socket];
    program.process.kill('SIGINT');
    const { code, stderr } = await program.ended;
    socket.destroy();
    silent.close();
    expect(code).toBe(EXIT.interrupted);
    expect(stderr).toMatch(/interrupted while connecting; nothing has been moved\n +The same command begins it again/);
    expect(stderr).not.toMatch(/resume/);
  });

  test('Ctrl-C twice ends at once and says that the roof may be open', async () => {
    const { plan, nights, words } = scene();
    const program = start(['run', plan, ...words]);
    await program.sees(/Field {2}L 4 s, 1 of 3/);
    program.process.kill('SIGINT');
    // The second press counts from when the first was heard.
    await program.sees(/Ending the night in order/);
    await new Promise((resolve) => setTimeout(resolve, 900));
    program.process.kill('SIGINT');
    const { code, stderr } = await program.ended;
    expect(code).toBe(EXIT.interrupted);
    expect(stderr).toMatch(/ROOF MAY BE OPEN/);
    expect(recordsIn(journalOf(nights)).at(-1)?.type).not.toBe('ended');
  });
});

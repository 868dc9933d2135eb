import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXIT } from '../../engine/errors.js';
import { nocturne, start } from '../support/program.js';
import { expectEachFrameOnce, scene } from '../support/quick-night.js';

describe('a simulator in another process', { timeout: 120_000 }, () => {
  test('runs the same sequence by its URL, with the date that its mount carries', async () => {
    const { plan, nights } = scene();
    const speed = ['--speed', '10'];
    const simulator = start(['simulate', '--port', '0', '--no-discovery', '--start', '2026-12-01T23:00:00Z', ...speed]);
    const [, url = ''] = await simulator.sees(/served at (\S+)/);
    const slow = await nocturne(['run', plan, '--observatory', url, '--out', nights]);
    expect(slow.code).toBe(EXIT.plan);
    expect(slow.stderr).toMatch(/runs 10 times as fast as this computer's(.|\n)*--speed 10/);
    const { code, stdout } = await nocturne(['run', plan, '--observatory', url, '--out', nights, ...speed]);
    expect(stdout).toMatch(/Night of 2026-12-01/);
    expect(code).toBe(EXIT.ok);
    expectEachFrameOnce(nights);
    simulator.process.kill('SIGINT');
    const ended = await simulator.ended;
    expect(ended.code).toBe(EXIT.ok);
    expect(ended.stdout).not.toMatch(/DAMAGE/);
  });

  test('is held by one run at a time, by whatever name its server is called', async () => {
    const { plan, nights } = scene();
    const simulator = start(['simulate', '--port', '0', '--no-discovery', '--start', '2026-12-01T23:00:00Z']);
    const [, url = ''] = await simulator.sees(/served at (\S+)/);
    const first = start(['run', plan, '--observatory', url, '--out', nights]);
    await first.sees(/Night of/);
    const alias = url.replace('127.0.0.1', 'LOCALHOST');
    const second = await nocturne(['run', plan, '--observatory', alias, '--out', join(nights, 'elsewhere')]);
    expect(second.code).toBe(EXIT.observatory);
    expect(second.stderr).toMatch(/is held by process \d+/);
    first.process.kill('SIGTERM');
    expect((await first.ended).code).toBe(EXIT.interrupted);
  });
});

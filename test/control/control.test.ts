import { existsSync, statSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SystemClock } from '../../devices/clock.js';
import { askNight, findNights, theNight, watchNight } from '../../engine/control/client.js';
import { statusText } from '../../engine/control/status-text.js';
import { reportOf, type StatusReport, statusOf } from '../../engine/control/protocol.js';
import { type ControlServer, serveControl } from '../../engine/control/server.js';
import { type NightStatus, StatusBoard } from '../../engine/night/status.js';

const clock = new SystemClock();
const START = Date.parse('2026-11-21T22:00:00Z');
const STATUS: NightStatus = {
  plan: 'Andromeda',
  observatory: 'hill',
  activity: 'observing',
  held: false,
  safety: { verdict: 'safe', reason: 'the safety monitor says safe' },
  frames: { done: 3, total: 8 },
  start: START,
  end: Infinity,
  exposure: { title: 'L 180 s, 4 of 8', start: START + 1000, duration: 180_000 },
};

let folder: string;
let env: NodeJS.ProcessEnv;
let servers: ControlServer[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nct-'));
  env = { NOCTURNE_RUNTIME_DIR: folder };
  servers = [];
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await rm(folder, { recursive: true });
});

/** A night that only notes what is asked of it. */
async function running({ pid = 4711, night = '/nights/one', status = STATUS } = {}) {
  const asked: string[] = [];
  const board = new StatusBoard(clock, status);
  const server = await serveControl({
    night: {
      board,
      pause: () => {
        asked.push('pause');
        board.update({ held: true });
      },
      resume: () => {
        asked.push('resume');
        board.update({ held: false });
      },
      stop: (reason) => asked.push(`stop: ${reason}`),
      skip: (reason) => board.status.activity === 'observing' && asked.push(`skip: ${reason}`) > 0,
    },
    identity: { pid, night, zone: 'UTC' },
    clock,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    env,
  });
  servers.push(server);
  return { server, board, asked };
}

function quiet(): void {
  // What a night logs is not looked at here.
}

/** What is answered until the other side has said a whole line, or has hung up. */
const talk = (path: string, text: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(path);
    let heard = '';
    socket.on('data', (bytes) => {
      heard += bytes.toString();
      if (heard.endsWith('\n')) socket.end();
    });
    socket.on('close', () => {
      resolve(heard);
    });
    socket.on('error', quiet);
    socket.write(text);
  });

describe('a running night', () => {
  it('listens where only its user may come', async () => {
    const { server } = await running();
    expect(statSync(server.path).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  it('is found, and says how it is', async () => {
    const { server } = await running();
    const night = await theNight(clock, undefined, env);
    expect(night.path).toBe(server.path);
    expect(night.status).toMatchObject({
      format: 1,
      pid: 4711,
      night: '/nights/one',
      plan: 'Andromeda',
      activity: 'observing',
      start: '2026-11-21T22:00:00.000Z',
      end: null,
      exposure: { start: '2026-11-21T22:00:01.000Z', seconds: 180 },
    });
  });

  it('does what it is asked', async () => {
    const { server, asked } = await running();
    expect(await askNight(clock, server.path, { command: 'pause' })).toMatchObject({ held: true });
    expect(await askNight(clock, server.path, { command: 'resume' })).toMatchObject({ held: false });
    await askNight(clock, server.path, { command: 'skip', reason: 'dull' });
    await askNight(clock, server.path, { command: 'stop', reason: 'tired' });
    expect(asked).toEqual(['pause', 'resume', 'skip: dull', 'stop: tired']);
  });

  it('says why it does not do something', async () => {
    const { server, board } = await running();
    await expect(askNight(clock, server.path, { command: 'resume' })).rejects.toMatchObject({
      code: 'night-refuses',
      message: 'the night is not paused',
    });
    board.update({ activity: 'securing' });
    await expect(askNight(clock, server.path, { command: 'skip' })).rejects.toThrow(
      'nothing is being observed: the night is securing',
    );
  });

  it('tells who listens of each change, until it ends', async () => {
    const { server, board } = await running();
    const told: StatusReport[] = [];
    const watching = watchNight(clock, server.path, (status) => {
      told.push(status);
      if (told.length === 1) board.update({ frames: { done: 4, total: 8 } });
      if (told.length === 2) void server.close();
    });
    await watching;
    expect(told.map(({ frames }) => frames.done)).toEqual([3, 4]);
  });

  it('leaves no socket behind', async () => {
    const { server } = await running();
    await server.close();
    expect(existsSync(server.path)).toBe(false);
    expect(await findNights(clock, env)).toEqual([]);
  });

  it('answers nonsense with what it expects', async () => {
    const { server } = await running();
    expect(await talk(server.path, 'open sesame\n')).toContain('a request is one line of JSON');
    expect(await talk(server.path, '{"command":"open"}\n')).toContain('status, watch, pause, resume, stop, skip');
    expect(await talk(server.path, '[]\n')).toContain('a request is an object');
  });

  it('cuts off who sends a line without end', async () => {
    const { server } = await running();
    expect(await talk(server.path, 'x'.repeat(200_000))).toBe('');
    expect((await theNight(clock, undefined, env)).status?.plan).toBe('Andromeda');
  });

  it('takes a request in pieces, and several at once', async () => {
    const { server, asked } = await running();
    await new Promise<void>((resolve) => {
      const socket = connect(server.path);
      let lines = 0;
      socket.on('data', (bytes) => {
        lines += bytes.toString().split('\n').length - 1;
        if (lines === 2) socket.end();
      });
      socket.on('close', () => {
        resolve();
      });
      socket.write('{"command":"pau');
      setTimeout(() => socket.write('se"}\n{"command":"resume"}\n'), 20);
    });
    expect(asked).toEqual(['pause', 'resume']);
  });
});

describe('who looks for a night', () => {
  it('is told that there is none', async () => {
    await expect(theNight(clock, undefined, env)).rejects.toMatchObject({ code: 'night-not-found' });
  });

  it('is not misled by what a killed run has left behind', async () => {
    await writeFile(join(folder, 'night-99.sock'), '');
    expect(await findNights(clock, env)).toEqual([]);
    await running();
    expect(existsSync(join(folder, 'night-99.sock'))).toBe(false);
  });

  it('has to say which one, when several run', async () => {
    await running();
    await running({ pid: 4712, night: '/nights/two' });
    await expect(theNight(clock, undefined, env)).rejects.toMatchObject({ code: 'night-ambiguous' });
    expect((await theNight(clock, '/nights/two', env)).status?.pid).toBe(4712);
  });

  it('does not go into a folder that others may enter', async () => {
    await running();
    await chmod(folder, 0o755);
    await expect(theNight(clock, undefined, env)).rejects.toMatchObject({ code: 'night-not-found' });
    await expect(running({ pid: 1 })).rejects.toMatchObject({ code: 'control-unavailable' });
    await chmod(folder, 0o700);
  });
});

describe('the report of a status', () => {
  it('holds all that the status held', () => {
    const full: NightStatus = {
      ...STATUS,
      nextFlip: START + 5,
      waitingUntil: START + 6,
      expectedEnd: START + 7,
      end: START + 8,
    };
    const identity = { pid: 1, night: '/n', zone: 'UTC' };
    expect(statusOf(reportOf(identity, full, START))).toEqual(full);
    expect(statusOf(JSON.parse(JSON.stringify(reportOf(identity, STATUS, START))) as StatusReport)).toEqual(STATUS);
  });

  it('tells a person when all frames may be taken, while they are being taken and the night is long enough', () => {
    const identity = { pid: 1, night: '/n', zone: 'UTC' };
    const framesOf = (more: Partial<NightStatus>): string | undefined => {
      const observing = { activity: 'observing', frames: { done: 1, total: 3 }, expectedEnd: START + 1_800_000 };
      const report = reportOf(identity, { ...STATUS, ...observing, end: START + 3_600_000, ...more }, START);
      return statusText(report).find(([what]) => what === 'frames')?.[1];
    };
    expect(framesOf({})).toMatch(/^1 of 3; all by about .*, in 30 min$/u);
    expect(framesOf({ expectedEnd: START + 3_600_000 })).toBe('1 of 3');
    expect(framesOf({ activity: 'waiting' })).toBe('1 of 3');
    expect(framesOf({ frames: { done: 3, total: 3 } })).toBe('3 of 3');
  });

  it('tells a person what is ahead, and nothing that is over', () => {
    const identity = { pid: 1, night: '/n', zone: 'UTC-1' };
    const rowsOf = (more: Partial<NightStatus>): Readonly<Record<string, string>> => {
      const status = { ...STATUS, step: 'park', doing: 'closing the roof', exposure: undefined, ...more };
      return Object.fromEntries(statusText(reportOf(identity, status, START)));
    };
    const end = START + 3_600_000;
    const nextFlip = START + 600_000;
    expect(rowsOf({ end, nextFlip })).toMatchObject({
      time: '2026-11-21 21:00:00 (UTC-1)',
      doing: 'closing the roof',
      flip: '21:10, in 10 min',
      ends: '22:00, in 1 h 00 min',
    });
    const waiting = rowsOf({ activity: 'waiting', start: START + 1_200_000 });
    expect(waiting).toMatchObject({ waits: 'waiting for the night: 21:20, in 20 min' });
    expect(waiting).not.toHaveProperty('doing');
    expect(waiting).not.toHaveProperty('step');
    const closing = rowsOf({ activity: 'closing', end, nextFlip });
    expect(closing).toMatchObject({ doing: 'closing the roof' });
    expect(closing).not.toHaveProperty('flip');
    expect(closing).not.toHaveProperty('ends');
  });
});

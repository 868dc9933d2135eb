/**
 * How fast the simulated observatory is: `npx tsx bench/simulator.ts`. Prints a table for docs/simulator.md.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { request } from 'undici';
import { createWorld, inProcessDispatcher, LA_PALMA, SimulatorServer, starsAt } from '../devices/simulator/index.js';
import { random } from '../devices/simulator/world/random.js';
import { apparent, localSiderealTime, toJ2000, wrapHours } from '../sky/index.js';
import { direction } from '../sky/vector.js';
import { watchTurns } from './turns.js';
import { SystemClock } from '../devices/clock.js';
import { ScaledClock } from '../devices/simulator/scaled-clock.js';
import { VirtualClock } from '../devices/virtual-clock.js';

const rows: (readonly [what: string, figure: string])[] = [];

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}

const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

const [WIDTH, HEIGHT, STARS] = [6248, 4176, 2000];

/** An observatory whose camera sees 26 megapixels with 2,000 stars, in a process of its own. */
async function serve(): Promise<void> {
  // Half a minute of exposure passes in 150 ms.
  const clock = new ScaledClock(new SystemClock(), 200);
  const target = apparent(wrapHours(localSiderealTime(clock.now(), LA_PALMA.longitude) - 1), 40);
  const { ra, dec } = toJ2000(target, clock.now());
  const draw = random(5);
  const within = (extent: number): number => (draw.uniform() - 0.5) * extent * (3.76 / 400_000);
  const stars = Array.from({ length: STARS }, () => ({
    at: direction(
      (ra * 15 * Math.PI) / 180 + within(WIDTH) / Math.cos((dec * Math.PI) / 180),
      (dec * Math.PI) / 180 + within(HEIGHT),
    ),
    magnitude: 8 + 7 * draw.uniform() ** 0.3,
  }));
  const world = createWorld({
    clock,
    connectTime: 0,
    stars: starsAt(stars),
    camera: { width: WIDTH, height: HEIGHT, download: 0 },
    roof: { open: true },
    // In focus at any hour of the day.
    focuser: { temperatureCoefficient: 0 },
  });
  for (const driver of world.drivers) await driver.setConnected(true);
  world.mount.unpark(clock.now());
  world.mount.track(true, clock.now());
  world.mount.slew(target, clock.now());
  await clock.sleep(90_000);
  const server = new SimulatorServer(world);
  const { url } = await server.listen();
  const longestTurn = watchTurns();
  process.on('message', () => process.send?.(longestTurn() ?? -1));
  process.send?.(url);
}

/** Downloads in a thread of its own, so that what it costs to receive is not taken for what it costs to send. */
const DOWNLOADER = `
  const { parentPort } = require('node:worker_threads');
  const { get, Agent } = require('node:http');
  const agent = new Agent({ keepAlive: true });
  parentPort.on('message', ({ url, headers }) => {
    const started = performance.now();
    get(url, { headers, agent }, (response) => {
      const first = performance.now();
      let length = 0;
      response.on('data', (piece) => { length += piece.length; });
      response.on('end', () => parentPort.postMessage({ first: first - started, all: performance.now() - started, length }));
    });
  });`;

interface Download {
  /** ms until the answer began, and until it was there */
  readonly first: number;
  readonly all: number;
  readonly length: number;
}

/** Frames of 26 megapixels in each of their forms, while another client asks the mount once in 5 ms. */
async function largeFrames(): Promise<void> {
  const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), 'serve'], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [url] = (await once(child, 'message')) as [string];
  const downloader = new Worker(DOWNLOADER, { eval: true });
  const camera = `${url}/api/v1/camera/0`;
  const image = `${camera}/imagearray`;
  const forms: readonly (readonly [name: string, fresh: boolean, url: string, headers: Record<string, string>])[] = [
    ['rendered, and sent as ImageBytes', true, image, { accept: 'application/imagebytes' }],
    ['as JSON', false, image, {}],
    ['in base64', false, `${image}base64`, {}],
    ['as a picture (PNG)', false, `${url}/simulator/v1/frame.png`, {}],
  ];
  const longestTurn = async (): Promise<number> => {
    child.send('longest turn?');
    const [turn] = (await once(child, 'message')) as [number];
    return turn;
  };
  const ask = async (): Promise<number> => {
    const asked = performance.now();
    await (await request(`${url}/api/v1/telescope/0/devicestate?ClientID=1`)).body.text();
    return performance.now() - asked;
  };
  const expose = async (): Promise<void> => {
    const body = 'Duration=30&Light=true';
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await (await request(`${camera}/startexposure`, { method: 'PUT', body, headers })).body.text();
    await new Promise((resolve) => setTimeout(resolve, 250));
  };
  for (const [name, fresh, form, headers] of forms) {
    const downloads: Download[] = [];
    const answers: number[] = [];
    for (let i = 0; i < 8; i++) {
      if (fresh || i === 0) await expose();
      for (let j = 0; j < 20; j++) await ask();
      const got = once(downloader, 'message') as Promise<[Download]>;
      downloader.postMessage({ url: form, headers });
      let done = false;
      void got.then(() => (done = true));
      const meanwhile: number[] = [];
      while (!done) {
        meanwhile.push(await ask());
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const [download] = await got;
      if (download.length < 10_000) throw new Error(`${name}: only ${String(download.length)} bytes`);
      // The first starts the worker, and compiles.
      if (i === 0) {
        await longestTurn();
        continue;
      }
      downloads.push(download);
      answers.push(...meanwhile);
    }
    const until = quantile(
      downloads.map((d) => d.first),
      0.5,
    );
    const size = `${((downloads[0]?.length ?? 0) / 1e6).toFixed(downloads[0]!.length < 1e6 ? 1 : 0)} MB`;
    rows.push([
      `26 MP ${name}`,
      `${ms(until)} until it is sent, ${ms(
        quantile(
          downloads.map((d) => d.all),
          0.5,
        ),
      )} until it has arrived (${size})`,
    ]);
    const turn = await longestTurn();
    rows.push([
      'answers to others meanwhile',
      `median ${ms(quantile(answers, 0.5))}, 95 % ${ms(quantile(answers, 0.95))}, worst ${ms(quantile(answers, 1))}${turn < 0 ? '' : `; no turn of the server's loop took more than ${ms(turn)} of its own`}`,
    ]);
  }
  await downloader.terminate();
  child.kill();
}

/** Calls of a client in the same process. */
async function calls(): Promise<void> {
  const clock = new VirtualClock(Date.UTC(2026, 10, 21, 22));
  const dispatcher = inProcessDispatcher(createWorld({ clock, connectTime: 0 }));
  const base = 'http://simulator/api/v1/telescope/0/';
  await (await request(`${base}connected`, { method: 'PUT', body: 'Connected=true', dispatcher })).body.text();
  const N = 20_000;
  for (const member of ['slewing', 'rightascension', 'devicestate']) {
    const best = { microseconds: Infinity };
    for (let round = 0; round < 4; round++) {
      const started = performance.now();
      for (let i = 0; i < N; i++) {
        const { body } = await request(`${base}${member}?ClientID=1&ClientTransactionID=2`, { dispatcher });
        await body.json();
      }
      best.microseconds = Math.min(best.microseconds, ((performance.now() - started) / N) * 1000);
    }
    rows.push([`one call of ${member} in the same process`, `${best.microseconds.toFixed(0)} us`]);
  }
}

/** A night of ten hours as a client polls it, once a second while something moves, without images. */
async function night(): Promise<void> {
  const started = performance.now();
  const clock = new VirtualClock(Date.UTC(2026, 10, 21, 20));
  const world = createWorld({ clock, connectTime: 0 });
  const dispatcher = inProcessDispatcher(world);
  let count = 0;
  const get = async (member: string): Promise<unknown> => {
    count++;
    const { body } = await request(`http://simulator/api/v1/${member}?ClientID=1&ClientTransactionID=2`, {
      dispatcher,
    });
    return ((await body.json()) as { Value: unknown }).Value;
  };
  const put = async (member: string, form: string): Promise<void> => {
    count++;
    const { body } = await request(`http://simulator/api/v1/${member}`, { method: 'PUT', body: form, dispatcher });
    await body.text();
  };
  await clock.drive(
    (async () => {
      for (const type of ['telescope', 'camera', 'dome', 'safetymonitor'])
        await put(`${type}/0/connected`, 'Connected=true');
      await put('dome/0/openshutter', '');
      await clock.sleep(10_000);
      await put('telescope/0/unpark', '');
      await put('telescope/0/tracking', 'Tracking=true');
      while (clock.now() < Date.UTC(2026, 10, 22, 6)) {
        const sidereal = (await get('telescope/0/siderealtime')) as number;
        await put(
          'telescope/0/slewtocoordinatesasync',
          `RightAscension=${String((sidereal + 23) % 24)}&Declination=40`,
        );
        while (await get('telescope/0/slewing')) await clock.sleep(500);
        for (let frame = 0; frame < 10; frame++) {
          await put('camera/0/startexposure', 'Duration=180&Light=true');
          await clock.sleep(175_000);
          while (!(await get('camera/0/imageready'))) await clock.sleep(500);
          await get('safetymonitor/0/issafe');
        }
      }
    })(),
  );
  const seconds = (performance.now() - started) / 1000;
  rows.push([`a night of 10 h, ${String(count)} calls, no image downloaded`, `${seconds.toFixed(2)} s`]);
}

if (process.argv[2] === 'serve') await serve();
else {
  await largeFrames();
  await calls();
  await night();
  for (const [what, figure] of rows) console.log(`| ${what} | ${figure} |`);
}

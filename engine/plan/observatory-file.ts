import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { DateTime } from 'luxon';
import { nearName } from '../../devices/near-name.js';
import { ROLES, type Role } from '../rig.js';
import { builtInSimulator, SIMULATED_FILTERS, SIMULATOR } from './built-in-simulator.js';
import { wrongObservatory } from './check-observatory.js';
import { type Located, readYaml } from './document.js';
import { folderOf } from './folder.js';
import { readHorizon } from './horizon-file.js';
import { readText } from './read-text.js';
import { type ConditionLimit, type DeviceAddress, type Observatory, type SimulatorOptions } from './observatory.js';
import { nearFile } from './near-file.js';
import { imagesOf, wrongImages } from './observatory-images.js';
import { DEVICE_KEYS, isServerUrl, type ObservatoryFile, observatoryFile } from './observatory-schema.js';
import { otherFile } from './other-file.js';
import type { Place, TimeExpression } from './plan.js';
import { hasErrors, inReadingOrder, type Problem, type Sources } from './problem.js';
import { SENSORS } from './safety-schema.js';
import { withSunLimit } from './sun-limit.js';
import { writtenTiming } from './timing.js';
import { validate } from './validate.js';

export interface LoadedObservatory {
  /** Absent when a problem is an error. */
  readonly observatory?: Observatory;
  readonly problems: readonly Problem[];
  readonly sources: Sources;
}

export interface LoadObservatoryOptions {
  /** Folder that a relative path starts from: that of the sequence file, or the working directory. */
  readonly relativeTo: string;
  /** Where the reference is written: in the sequence, unless it was given on the command line. */
  readonly namedAt?: Place | undefined;
}

/**
 * The observatory that a plan names: `simulator`, or a file.
 * @throws RangeError for the URL of a server, which only a running engine can ask what it has
 */
export function loadObservatory(reference: string, { relativeTo, namedAt }: LoadObservatoryOptions): LoadedObservatory {
  if (reference === SIMULATOR) return { observatory: builtInSimulator(), problems: [], sources: new Map() };
  if (isServerUrl(reference)) throw new RangeError(`${reference} is a server, not an observatory file`);
  const path = isAbsolute(reference) || relativeTo === '.' ? reference : join(relativeTo, reference);
  const text = readText(path, namedAt ? `the observatory file ${path}` : 'the observatory file');
  if (typeof text !== 'string') {
    const hint = existsSync(path) ? {} : { hint: hintFor(reference, nearFile(path, reference)) };
    return { problems: [{ ...text, ...hint, place: namedAt ?? text.place }], sources: new Map() };
  }
  return parseObservatory(text, path, namedAt);
}

function hintFor(reference: string, near: string | undefined): string {
  if (/^[\w.-]+:\d+$/u.test(reference)) return `did you mean the server http://${reference}?`;
  const [stem = ''] = reference.split('.', 1);
  if (near === undefined && nearName(stem, [SIMULATOR]) !== undefined) return `did you mean ${SIMULATOR}?`;
  return near ?? 'an observatory is simulator, a file beside the sequence, or the URL of an Alpaca server';
}

/** The same for a text that is not read from a file. Paths in it are relative to `file`. */
export function parseObservatory(text: string, file: string, namedAt?: Place): LoadedObservatory {
  const sources = new Map([[file, text]]);
  const document = readYaml(file, text);
  const { root } = document;
  if (!root) {
    const message = 'the file is empty: expected an observatory';
    const empty: Problem = { severity: 'error', code: 'wrong-value', message, place: document.start };
    return { problems: document.problems.length > 0 ? document.problems : [empty], sources };
  }
  const other = otherFile(text, root, 'observatory');
  if (other) {
    const related = namedAt ? { related: [{ message: 'it is named here', place: namedAt }] } : {};
    return { problems: [{ ...other, ...related }], sources };
  }
  const read = validate(observatoryFile, root, 'observatory file', document.start);
  if (!read.ok) return { problems: inReadingOrder([...document.problems, ...read.problems]), sources };
  const problems = [...document.problems];
  const placeOf = (...path: readonly string[]): Place => placeAt(root, path);
  const horizon = readHorizon(read.value.site.horizon, dirname(file), placeOf('site', 'horizon'), problems, sources);
  const devices = addresses(read.value, placeOf, problems);
  problems.push(...wrongObservatory(read.value, root, placeOf), ...wrongImages(read.value, placeOf));
  if (hasErrors(problems)) return { problems: inReadingOrder(problems), sources };
  return { observatory: observatoryOf(read.value, file, horizon, devices), problems, sources };
}

function placeAt(root: Located, path: readonly string[]): Place {
  let at = root;
  for (const key of path) {
    const entry = at.entries?.get(key);
    if (!entry) break;
    at = entry.value;
  }
  return at.place;
}

type Devices = { readonly [R in Role]?: DeviceAddress };

function addresses(file: ObservatoryFile, placeOf: (...path: string[]) => Place, problems: Problem[]): Devices {
  const found: { [R in Role]?: DeviceAddress } = {};
  for (const [key, role] of Object.entries(DEVICE_KEYS) as [keyof typeof DEVICE_KEYS, Role][]) {
    const written = file.devices[key];
    if (written === undefined) continue;
    const own = typeof written === 'number' ? { device: written } : written;
    const server = ('server' in own ? own.server : undefined) ?? file.server;
    if (server === undefined) {
      problems.push({
        severity: 'error',
        code: 'missing-key',
        message: `it is not said on which server the ${key} is`,
        hint: 'give the file a `server:`, or the device one of its own',
        place: placeOf('devices', key),
      });
      continue;
    }
    found[role] = {
      server: server.replace(/\/$/u, ''),
      device: 'unique-id' in own ? { uniqueId: own['unique-id'] } : own.device,
    };
  }
  if (ROLES.every((role) => !found[role]) && !hasErrors(problems)) {
    const message = 'the observatory has no device';
    problems.push({ severity: 'error', code: 'wrong-value', message, place: placeOf('devices') });
  }
  return found;
}

const MS = 1000;

function observatoryOf(
  file: ObservatoryFile,
  path: string,
  horizon: Observatory['site']['horizon'],
  devices: Devices,
): Observatory {
  const { site, optics, safety, meridian, images, simulator } = file;
  // What the built-in wheel holds is known; any other is asked when it is connected.
  const filters = file.filters ?? (devices.filterWheel?.server === SIMULATOR ? SIMULATED_FILTERS : undefined);
  return {
    name: file.observatory,
    file: path,
    site: {
      ...(site.name !== undefined && { name: site.name }),
      latitude: site.latitude,
      longitude: site.longitude,
      elevation: site.elevation,
      zone: site.zone,
      horizon,
    },
    devices,
    ...(file.dome && { dome: file.dome }),
    optics: {
      ...(optics.telescope !== undefined && { telescope: optics.telescope }),
      ...(optics['focal-length'] !== undefined && { focalLength: optics['focal-length'] }),
      ...(optics.aperture !== undefined && { aperture: optics.aperture }),
    },
    ...(filters && { filters }),
    clock: file.clock,
    safety: {
      poll: safety.poll * MS,
      staleAfter: safety['stale-after'] * MS,
      settle: safety.settle * MS,
      tripAfter: safety['trip-after'],
      roofClearsTelescope: safety['roof-clears-telescope'],
      stepDeadline: safety['step-deadline'] * MS,
      ...(safety['mount-power'] !== undefined && { mountPower: safety['mount-power'] }),
      ...(safety.conditions && { conditions: conditionsOf(safety.conditions) }),
      ...(safety.file && { file: watchedFile(safety.file, dirname(path)) }),
      ...(safety.heartbeat && {
        heartbeat: {
          path: folderOf(safety.heartbeat.path, dirname(path)),
          maxAge: safety.heartbeat['max-age'] * MS,
        },
      }),
    },
    meridian: {
      trackPast: meridian['track-past'] * MS,
      settle: meridian.settle * MS,
      whenNoSide: NO_SIDE[meridian['when-no-side']],
      crossing: meridian.crossing,
      flipAfter: meridian['flip-after'] * MS,
      attempts: meridian.attempts,
    },
    limits: withSunLimit(file.limits ?? [], { clock: file.clock, devices }),
    images: imagesOf(images, dirname(path)),
    timing: writtenTiming(file),
    ...(file.observer !== undefined && { observer: file.observer }),
    ...(simulator && { simulator: simulatorOf(simulator, site.zone) }),
  };
}

const NO_SIDE = { 'by-alignment': 'by alignment', 'hour-angle': 'hour angle', 'never-flip': 'never flip' } as const;

type Safety = ObservatoryFile['safety'];

function conditionsOf(written: NonNullable<Safety['conditions']>): readonly ConditionLimit[] {
  return Object.entries(written).flatMap(([name, limit]) => {
    const sensor = SENSORS[name]?.[0];
    return limit && sensor ? [{ sensor, ...limit, for: limit.for * MS }] : [];
  });
}

function watchedFile(written: NonNullable<Safety['file']>, beside: string): NonNullable<Observatory['safety']['file']> {
  const maxAge = written['max-age'];
  return { path: folderOf(written.path, beside), ...(maxAge !== undefined && { maxAge: maxAge * MS }) };
}

function simulatorOf(written: NonNullable<ObservatoryFile['simulator']>, zone: string): SimulatorOptions {
  const { start, seed, sensor } = written;
  return {
    seed,
    ...(start && { start: instantOf(start, zone) }),
    ...(written['slew-rate'] !== undefined && { slewRate: written['slew-rate'] }),
    ...(sensor && { sensor }),
  };
}

/** The schema lets through only a date with a time. */
function instantOf({ base, offset }: TimeExpression, zone: string): number {
  if (base.kind === 'instant') return base.at + offset;
  const iso = base.kind === 'local' ? base.iso : '';
  return DateTime.fromISO(iso, { zone }).toMillis() + offset;
}

import type { ConfiguredDevice, FoundServer } from '../../../devices/index.js';
import { DEVICE_KEYS } from '../../plan/observatory-schema.js';
import { DEVICE_TYPE } from '../wiring/device-types.js';
import type { ObservatoryFacts } from './observatory-facts.js';

/**
 * The text of an observatory file for what was found: the first device of each type, the server of the first telescope
 * as the usual one. What no device tells stands there as ???, so that nobody observes from a site that was guessed.
 */
export function draftObservatory(servers: readonly FoundServer[], facts: ObservatoryFacts): string {
  const home = homeOf(servers);
  return [
    '# An observatory file, drafted by `nocturne discover`. Replace every ??? and look the rest over;',
    '# `nocturne check SEQUENCE --observatory THIS-FILE` says what is missing. sequences/simulator.observatory.yaml shows every key.',
    '',
    `observatory: ${quoted(home?.description?.location || home?.description?.serverName || 'My observatory')}`,
    '',
    'site:',
    ...siteLines(facts),
    '',
    `server: ${home?.url ?? '???'}`,
    '',
    'devices:',
    ...deviceLines(servers, home),
    '',
    'optics:',
    `  focal-length: ${millimetres(facts.focalLength)}`,
    `  aperture: ${millimetres(facts.aperture)}`,
    ...filterLines(facts),
    '',
    'meridian:',
    '  track-past: 0 min # how long your mount may track past the meridian; 0 is always safe',
    '',
  ].join('\n');
}

/** The server of the first telescope; without one, that of the most devices. */
export function homeOf(servers: readonly FoundServer[]): FoundServer | undefined {
  return (
    servers.find(({ devices }) => devices.some(({ type }) => type === 'telescope')) ??
    [...servers].sort((a, b) => b.devices.length - a.devices.length)[0]
  );
}

function siteLines({ site, zone: name }: ObservatoryFacts): readonly string[] {
  const zone = `  zone: ${name} # as on this computer; times of day in a plan are in it`;
  if (!site) {
    return [
      '  latitude: ??? # degrees, north positive',
      '  longitude: ??? # degrees, EAST positive',
      '  elevation: ??? m',
      zone,
    ];
  }
  return [
    `  latitude: ${site.latitude.toFixed(5)} deg # as the mount has it; north positive`,
    `  longitude: ${site.longitude.toFixed(5)} deg # EAST positive`,
    `  elevation: ${site.elevation.toFixed(0)} m`,
    zone,
  ];
}

function deviceLines(servers: readonly FoundServer[], home: FoundServer | undefined): readonly string[] {
  const ordered = home ? [home, ...servers.filter((server) => server !== home)] : servers;
  const all = ordered.flatMap((server) => server.devices.map((device) => ({ server, device })));
  return Object.entries(DEVICE_KEYS).flatMap(([key, role]) => {
    const [first, ...others] = all.filter(({ device }) => device.type === DEVICE_TYPE[role]);
    if (!first) return [];
    return [
      `  ${key}: ${address(first, home)} # ${comment(first.device)}`,
      ...others.map((other) => `  # ${key}: ${address(other, home)} # ${comment(other.device)}`),
    ];
  });
}

interface Served {
  readonly server: FoundServer;
  readonly device: ConfiguredDevice;
}

function address({ server, device }: Served, home: FoundServer | undefined): string {
  const number = String(device.number);
  return server === home ? number : `{ server: ${quoted(server.url)}, device: ${number} }`;
}

const comment = ({ name }: ConfiguredDevice): string => name.replace(/\s+/g, ' ');

function millimetres(metres: number | undefined): string {
  return metres === undefined || metres <= 0 ? '??? mm' : `${(metres * 1000).toFixed(0)} mm`;
}

function filterLines({ filters }: ObservatoryFacts): readonly string[] {
  if (!filters || filters.length === 0) return [];
  const list = filters.map(({ name, offset }) =>
    offset === 0 ? quoted(name) : `{ name: ${quoted(name)}, offset: ${String(offset)} }`,
  );
  return [
    '',
    '# As the wheel has them; remove the list to take its own names and offsets each night.',
    `filters: [${list.join(', ')}]`,
  ];
}

/** A YAML scalar; quoted where YAML would read it as something else. */
function quoted(text: string): string {
  return /^[\p{L}][\p{L}\d /_.-]*$/u.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text.trim()
    : JSON.stringify(text);
}

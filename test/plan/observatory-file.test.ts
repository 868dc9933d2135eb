import { describe, expect, it } from 'vitest';
import { parsePlan } from '../../engine/plan/load.js';
import { loadObservatory, parseObservatory } from '../../engine/plan/observatory-file.js';
import { clockTime } from '../../engine/plan/times.js';
import { renderProblems } from '../../engine/plan/problem.js';
import { STEP_KINDS } from '../../engine/steps/registry.js';

describe('an observatory file that is wrong is answered in words that help', () => {
  const GOOD =
    'observatory: T\nsite: { latitude: 48, longitude: 11, elevation: 500 m, zone: Europe/Berlin }\nserver: http://10.0.0.2:11111\ndevices: { telescope: 0 }\n';
  it.each([
    [
      'zone: Europe/Berlin',
      'zone: Berlin',
      '2: expected a time zone such as Europe/Berlin, UTC-3 or UTC, found "Berlin"',
    ],
    [
      'latitude: 48',
      'latitude: 148',
      '2: expected a latitude such as 48.137 deg, -33.9 or 48° 8\' 13" N, found 148: it must be 90 deg or less',
    ],
    ['longitude: 11', 'longitud: 11', '2: unknown key "longitud" in "site"'],
    ['server: http://10.0.0.2:11111\n', '', '3: it is not said on which server the telescope is'],
    [
      'http://10.0.0.2:11111',
      '10.0.0.2',
      '3: expected the address of an Alpaca server such as http://192.168.1.20:11111 or simulator, found "10.0.0.2"',
    ],
    ['telescope: 0', 'telescop: 0', '4: unknown key "telescop" in "devices"'],
    ['telescope: 0', 'telescope: first', '4: expected a number such as 10 or 1, found "first"'],
    ['{ telescope: 0 }', '{}', '4: the observatory has no device'],
    ['{ telescope: 0 }', '{ telescope: 0 }\nimages: { name: "{target}.fits" }', '5: '],
    [
      '{ telescope: 0 }',
      '{ telescope: 0 }\nsafety: { conditions: { humidity: "< 90 %" } }',
      '5: the conditions of the weather need a device `observing-conditions`',
    ],
    [
      '{ telescope: 0 }',
      '{ telescope: 0 }\nsafety: { settle: 10 m }',
      '5: expected a duration such as 180 s, 10 min or 1h30m, found "10 m": "m" alone could be minutes or metres',
    ],
    [
      '{ telescope: 0 }',
      '{ telescope: 0 }\nsafety: { poll: 50 s }',
      '5: stale-after must be at least twice as long as poll: else verdicts grow too old between two looks',
    ],
    [
      '{ telescope: 0 }',
      '{ telescope: 0 }\nsimulator: { start: nautical dusk }',
      '5: expected a date and time such as 2026-11-21T20:30:00Z',
    ],
  ])('%s -> %s', (from, to, message) => {
    expect(parseObservatory(GOOD, 'o.yaml').problems).toEqual([]);
    const { problems } = parseObservatory(GOOD.replace(from, to), 'o.yaml');
    expect(problems.map((each) => `${String(each.place.line)}: ${each.message}`)[0]).toContain(message);
  });
});

describe('the site of an observatory', () => {
  const siteOf = (latitude: string, longitude: string, zone = 'UTC') =>
    parseObservatory(
      `observatory: T\nsite: { latitude: ${latitude}, longitude: ${longitude}, elevation: 500 m, zone: ${zone} }\nserver: simulator\ndevices: { telescope: 0 }\n`,
      'o.yaml',
    );

  it.each([
    [`48° 8' 13.2\\" N`, `11°34'30\\"E`, 48.137, 11.575],
    ['48:08:13.2', '-70:44', 48.137, -70.733333],
    ['S30.24', '70.74 W', -30.24, -70.74],
    ['30d14m24s S', '289.26', -30.24, undefined],
    ['-30 14 24', 'E 7.5 deg', -30.24, 7.5],
  ])('is understood as %s, %s', (latitude, longitude, north, east) => {
    const { observatory, problems } = siteOf(`"${latitude}"`, `"${longitude}"`);
    if (east === undefined) {
      expect(problems.map(({ hint }) => hint)).toEqual(['counted the other way round it is -70.74 deg']);
    } else {
      expect(observatory?.site).toMatchObject({ latitude: north, longitude: east });
    }
  });

  it.each(['48N12', '48.1 E', 'N 48 S', '-48 N', '48:61', '91 N'])(
    'is not understood as a latitude of %s',
    (latitude) => {
      expect(siteOf(latitude, '11').problems).toHaveLength(1);
    },
  );

  it('is doubted where other clocks hold', () => {
    const doubts = (longitude: string, zone: string) => siteOf('-30', longitude, zone).problems.map(({ hint }) => hint);
    expect(doubts('70.7', 'America/Santiago')).toEqual(['longitudes are EAST positive: its sign is probably wrong']);
    expect(doubts('-70.7', 'America/Santiago')).toEqual([]);
    expect(doubts('-70.7', 'UTC')).toEqual([]);
    expect(doubts('75', 'Asia/Shanghai')).toEqual([]);
    expect(doubts('-157', 'Pacific/Kiritimati')).toEqual([]);
    expect(doubts('149', 'Europe/Berlin')).toEqual(['look at the longitude and at `zone`']);
  });

  it('has no limits that only a sequence can have', () => {
    const text =
      'observatory: T\nsite: { latitude: 48, longitude: 11, elevation: 500 m, zone: UTC }\nserver: simulator\ndevices: { telescope: 0 }\nlimits: { frames-done: { of: M31, is: "> 3" } }\n';
    const { problems } = parseObservatory(text, 'o.yaml');
    expect(problems.map(({ message, place }) => [message, place.line, place.column])).toEqual([
      ['frames-done is of a sequence, and an observatory knows none: nothing would ever be imaged', 5, 24],
    ]);
  });
});

describe('filters of one name', () => {
  it('are refused at the place of the second, capitals aside', () => {
    const text =
      'observatory: T\nsite: { latitude: 48, longitude: 11, elevation: 500 m, zone: UTC }\nserver: simulator\ndevices: { filter-wheel: 0 }\nfilters: [L, R, { name: l, offset: 5 }, r, B]\n';
    const { problems, sources } = parseObservatory(text, 'o.yaml');
    expect(renderProblems(problems, sources)).toMatchInlineSnapshot(`
      "o.yaml:5:25: error: the name "l" is that of another filter already, capitals aside
          5 | filters: [L, R, { name: l, offset: 5 }, r, B]
            |                         ^
            = give each position of the wheel a name of its own, such as l 2
      o.yaml:5:11: it is the name of this one
          5 | filters: [L, R, { name: l, offset: 5 }, r, B]
            |           ^

      o.yaml:5:41: error: the name "r" is that of another filter already, capitals aside
          5 | filters: [L, R, { name: l, offset: 5 }, r, B]
            |                                         ^
            = give each position of the wheel a name of its own, such as r 2
      o.yaml:5:14: it is the name of this one
          5 | filters: [L, R, { name: l, offset: 5 }, r, B]
            |              ^"
    `);
  });
});

describe('the time zone of a site', () => {
  const problemsWith = (zone: string) =>
    parseObservatory(
      `observatory: T\nsite: { latitude: 48, longitude: 11, elevation: 500 m, zone: ${zone} }\nserver: simulator\ndevices: { telescope: 0 }\n`,
      'o.yaml',
    );
  it.each([
    ['UTC-1', 'UTC-1', '20:00'],
    ['UTC+05:30', 'UTC+5:30', '02:30'],
    ['utc +1', 'UTC+1', '22:00'],
    // The signs of these names are turned round.
    ['Etc/GMT+1', 'UTC-1', '20:00'],
    ['Etc/GMT', 'UTC', '21:00'],
    ['America/Santiago', 'America/Santiago', '18:00'],
  ])('%s is told as %s, and its clocks show 21:00 UTC as %s', (written, told, clock) => {
    const { observatory } = problemsWith(written);
    expect(observatory?.site.zone).toBe(told);
    expect(clockTime(Date.parse('2026-11-21T21:00:00Z'), { zone: told })).toBe(clock);
  });

  it.each([
    ['Berlin', 'did you mean `Europe/Berlin`?'],
    ['santiago', 'did you mean `America/Santiago`?'],
    ['Europe/Berln', 'did you mean `Europe/Berlin`?'],
    ['GMT+1', 'did you mean `UTC+1`?'],
    ['+02:00', 'did you mean `UTC+2`?'],
    ['UTC+15', undefined],
    ['here', undefined],
  ])('%s: %s', (written, hint) => {
    const { problems } = problemsWith(written);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.hint).toBe(hint);
  });
});

describe('an observatory that is not there', () => {
  it.each([
    ['127.0.0.1:11111', 'did you mean the server http://127.0.0.1:11111?'],
    ['simulater', 'did you mean simulator?'],
    ['roof.yaml', 'an observatory is simulator, a file beside the sequence, or the URL of an Alpaca server'],
  ])('%s: %s', (reference, hint) => {
    expect(loadObservatory(reference, { relativeTo: 'nowhere' }).problems).toEqual([expect.objectContaining({ hint })]);
  });

  it('is told at the place where the sequence names it', () => {
    const text = 'sequence: T\nobservatory: alpaka.observatory.yml\nsteps: [park]\n';
    const { plan } = parsePlan(text, 'night.yaml', { steps: STEP_KINDS });
    const { observatory = '', observatoryPlace: namedAt } = plan ?? {};
    expect(loadObservatory(observatory, { relativeTo: 'sequences', namedAt }).problems).toEqual([
      {
        severity: 'error',
        code: 'unreadable',
        message: 'the observatory file sequences/alpaka.observatory.yml cannot be read: there is no such file',
        hint: 'did you mean `alpaca.observatory.yaml`?',
        place: { file: 'night.yaml', line: 2, column: 14, length: 22 },
      },
    ]);
  });
});

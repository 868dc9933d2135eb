import { describe, expect, it } from 'vitest';
import { parseObservatory } from '../../engine/plan/observatory-file.js';

/** Limits of an observatory whose file says this, too. */
function limitsOf(...lines: readonly string[]): readonly unknown[] {
  const text = [
    'observatory: Backyard',
    'site: { latitude: 48.137, longitude: 11.575, elevation: 520 m, zone: Europe/Berlin }',
    'devices: { telescope: 0 }',
    ...lines,
  ].join('\n');
  const { observatory, problems } = parseObservatory(text, 'backyard.observatory.yaml');
  expect(problems).toEqual([]);
  return observatory!.limits.map(({ quantity, text: limit }) => `${quantity} ${limit}`);
}
const SERVER = 'server: http://192.168.1.20:11111';

describe('an observatory', () => {
  it('keeps away from the sun though its file says nothing of it', () => {
    expect(limitsOf(SERVER)).toEqual(['sun-separation > 15 deg']);
    expect(limitsOf(SERVER, 'limits: { altitude: "> 20 deg" }')).toEqual([
      'altitude > 20 deg',
      'sun-separation > 15 deg',
    ]);
  });

  it('keeps as far away as its file says, or not at all', () => {
    expect(limitsOf(SERVER, 'limits: { sun-separation: "> 40 deg" }')).toEqual(['sun-separation > 40 deg']);
    expect(limitsOf(SERVER, 'limits: { sun-separation: ">= 0 deg" }')).toEqual(['sun-separation >= 0 deg']);
  });

  it('of simulators has a sun that blinds nobody', () => {
    expect(limitsOf('server: simulator')).toEqual([]);
    expect(limitsOf(SERVER, 'clock: mount')).toEqual([]);
  });
});

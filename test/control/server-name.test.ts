import { describe, expect, test } from 'vitest';
import { serverName } from '../../engine/control/server-name.js';

describe('the name of a server', () => {
  test.each(['http://localhost:11111', 'http://LOCALHOST:11111/', 'http://127.0.1.1:11111', 'http://[::1]:11111'])(
    'is that of this computer for %s',
    (written) => {
      expect(serverName(written)).toBe('http://127.0.0.1:11111');
    },
  );

  test('is the same with and without the usual port, and in any case of letters', () => {
    expect(serverName('http://Dome.local')).toBe(serverName('http://dome.local:80/'));
    expect(serverName('https://dome.local')).toBe('https://dome.local:443');
  });

  test('tells other computers and other ports apart, and leaves the built-in simulator as it is', () => {
    const servers = [
      'http://localhost:1',
      'http://localhost:2',
      'http://10.0.0.1:1',
      'https://10.0.0.1:1',
      'simulator',
    ];
    expect(new Set(servers.map(serverName)).size).toBe(servers.length);
    expect(serverName('simulator')).toBe('simulator');
  });
});

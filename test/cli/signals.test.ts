import { afterEach, beforeEach, expect, it } from 'vitest';
import { type EndRequests, onEndRequest } from '../../engine/cli/wiring/signals.js';

let now: number;
let heard: string[];
let requests: EndRequests;
beforeEach(() => {
  now = 1_000_000;
  heard = [];
  requests = onEndRequest(
    { now: () => now },
    (signal) => heard.push(signal),
    () => heard.push('at once'),
  );
});
afterEach(() => {
  requests.release();
});

/** As the system would, some ms after the signal before. */
function signal(name: NodeJS.Signals, after = 0): void {
  now += after;
  process.emit(name, name);
}

it('ends in order at the first press of Ctrl-C, and at once at the second', () => {
  signal('SIGINT');
  expect(heard).toEqual(['Ctrl-C']);
  signal('SIGINT', 5_000);
  expect(heard).toEqual(['Ctrl-C', 'at once']);
});

it('takes one press that arrives twice, as npm hands it on, for one', () => {
  signal('SIGINT');
  signal('SIGINT', 50);
  expect(heard).toEqual(['Ctrl-C']);
  signal('SIGINT', 2_000);
  expect(heard).toEqual(['Ctrl-C', 'at once']);
});

it('never leaves the roof open for a program that sends its signal again', () => {
  signal('SIGTERM');
  signal('SIGTERM', 5_000);
  signal('SIGHUP', 5_000);
  expect(heard).toEqual(['SIGTERM']);
});

it('ends at once at a press of Ctrl-C while it ends in order because of a signal', () => {
  signal('SIGTERM');
  signal('SIGINT', 5_000);
  expect(heard).toEqual(['SIGTERM', 'at once']);
});

it('hears nothing any more when it is released', () => {
  requests.release();
  process.once('SIGINT', () => undefined);
  signal('SIGINT');
  expect(heard).toEqual([]);
});

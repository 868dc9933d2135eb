/**
 * What is used of undici, part by part: its index loads fetch, WebSocket and caches besides, which takes 60 ms of the start of
 * every command (measured; these parts 20, and 5 more by `import`). Everything here imports undici from here alone.
 */
import { createRequire } from 'node:module';
import type Undici from 'undici';

const require = createRequire(import.meta.url);

export const Dispatcher = require('undici/lib/dispatcher/dispatcher.js') as typeof Undici.Dispatcher;
export const errors = require('undici/lib/core/errors.js') as typeof Undici.errors;
/** Sends a request by the dispatcher that is its `this`; the index makes it a method of every dispatcher. */
export const request = require('undici/lib/api/api-request.js') as (
  this: Undici.Dispatcher,
  options: Parameters<Undici.Dispatcher['request']>[0],
) => Promise<Undici.Dispatcher.ResponseData>;

/** What sockets need: loaded with the first of them, since a rehearsal has none. */
export const sockets = (): Pick<typeof Undici, 'Pool' | 'buildConnector'> => ({
  Pool: require('undici/lib/dispatcher/pool.js') as typeof Undici.Pool,
  buildConnector: require('undici/lib/core/connect.js') as typeof Undici.buildConnector,
});

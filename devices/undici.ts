/**
 * What is used of undici, part by part: its index loads fetch, WebSocket and caches besides, which takes 60 ms of the start of
 * every command (measured; these parts 20). Everything here imports undici from here alone.
 */
import type Undici from 'undici';
import send from 'undici/lib/api/api-request.js';
import connector from 'undici/lib/core/connect.js';
import failures from 'undici/lib/core/errors.js';
import dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import pool from 'undici/lib/dispatcher/pool.js';

// Their types are those of undici's index: the declarations of its single files stay in this house.
export const Dispatcher: typeof Undici.Dispatcher = dispatcher;
export const Pool: typeof Undici.Pool = pool;
export const buildConnector: typeof Undici.buildConnector = connector;
export const errors: typeof Undici.errors = failures;
/** Sends a request by the dispatcher that is its `this`; the index makes it a method of every dispatcher. */
export const request: (
  this: Undici.Dispatcher,
  options: Parameters<Undici.Dispatcher['request']>[0],
) => Promise<Undici.Dispatcher.ResponseData> = send;

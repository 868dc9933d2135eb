import type { Reply } from './message.js';

/** Where pages come from that were served by this machine, as a browser tells it. */
const FROM_HERE = /^https?:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/**
 * What a browser wants to be told before it hands an answer to a page that another server gave it. Only pages of this
 * machine may read and write here: any other could be one that somebody merely happens to look at.
 * @param origin the header of that name
 */
export function crossOrigin(origin: string | undefined): Readonly<Record<string, string>> {
  if (origin === undefined || !FROM_HERE.test(origin)) return {};
  return { 'access-control-allow-origin': origin, 'access-control-expose-headers': 'base64handoff', vary: 'origin' };
}

/** Addresses, and names that only the network at hand can give: nobody elsewhere can have them stand for this machine. */
const NEAR_BY = /^([\d.]+|\[[\da-f:]+\]|[^.:]+(\.local|\.lan|\.home\.arpa)?)(:\d{1,5})?$/i;

/**
 * Whether a request was made by a page of another machine, which a browser sends before it asks whether it may; also of one
 * whose name was made to stand for this machine. A page of this server is none, wherever it is looked at.
 * @param host the header of that name
 */
export function isForeign(origin: string | undefined, host = ''): boolean {
  if (origin === undefined || FROM_HERE.test(origin)) return false;
  return !(NEAR_BY.test(host) && origin.replace(/^https?:\/\//i, '').toLowerCase() === host.toLowerCase());
}

/** The answer to the question what may be asked: browsers put it before every write. */
export const WHAT_MAY_BE_ASKED: Reply = {
  status: 200,
  type: 'text/plain; charset=utf-8',
  body: '',
  headers: {
    allow: 'GET, HEAD, PUT, DELETE, OPTIONS',
    'access-control-allow-methods': 'GET, HEAD, PUT, DELETE',
    'access-control-allow-headers': 'content-type, base64handoff',
    'access-control-max-age': '600',
  },
};

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

/** Where a server is, from what a person or a discovery writes: http://host:port/, with a zone where IPv6 needs one. */
export interface ServerUrl {
  /** http://host:port, as it goes into the Host header: without a zone. */
  readonly origin: string;
  /** Path before /api, without a slash at its end; usually empty. */
  readonly prefix: string;
  /** As it is written in messages, and can be read again. */
  readonly text: string;
  /** What to connect to, where the URL's own host name will not do: fe80::1%eth0. */
  readonly connectTo: string | undefined;
}

/** An IPv6 address with the zone of a link-local one, which the URL standard has no place for. */
const ZONED = /^(https?:\/\/)\[([0-9a-f:.]+)%(?:25)?([^\]]+)\]/i;

/** @throws TypeError when it is not the URL of a server */
export function parseServerUrl(text: string): ServerUrl {
  const zoned = ZONED.exec(text);
  const [, , address, zone] = zoned ?? [];
  let url: URL;
  try {
    url = new URL(zoned ? text.replace(ZONED, '$1[$2]') : text);
  } catch (cause) {
    throw new TypeError(`"${text}" is no URL of an Alpaca server; expected http://host:port.`, { cause });
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TypeError(`"${text}" is no URL of an Alpaca server; expected http:// or https://.`);
  }
  const prefix = url.pathname.replace(/\/+$/, '');
  const host = zone === undefined ? url.host : url.host.replace(/\]/, `%25${zone}]`);
  return {
    origin: url.origin,
    prefix,
    text: `${url.protocol}//${host}${prefix}`,
    connectTo: address === undefined || zone === undefined ? undefined : `${address}%${zone}`,
  };
}

/** The user name and password of http://name:password@host, which stay out of every message. */
export function credentialsIn(text: string): { readonly username: string; readonly password: string } | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.username === '' && url.password === '')) return undefined;
  try {
    return { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  } catch (cause) {
    throw new TypeError('The user name or password in the URL of a server has a % that stands for nothing.', { cause });
  }
}

/** http://address:port of an address as the system writes it, IPv6 and zones included. */
export function urlOf(address: string, port: number): string {
  const host = address.includes(':') ? `[${address.replace('%', '%25')}]` : address;
  return `http://${host}:${String(port)}`;
}

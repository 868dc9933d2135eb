/**
 * One name for one Alpaca server, however it was written: `http://LOCALHOST:11111/` and `http://127.0.0.1:11111` are the
 * same one to a lock and to a heartbeat, on which it depends that two runs do not command one mount.
 * @param server http://host:port, or `simulator`
 */
export function serverName(server: string): string {
  if (!URL.canParse(server)) return server;
  const { protocol, hostname, port } = new URL(server);
  const isThisComputer = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/u.test(hostname);
  return `${protocol}//${isThisComputer ? '127.0.0.1' : hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}

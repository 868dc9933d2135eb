import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

export const DISCOVERY_PORT = 32227;
const QUESTION = 'alpacadiscovery1';
/** The IPv6 group that clients ask (ASCOM Alpaca API reference, discovery). */
const GROUP = 'ff12::a1:9aca';

export interface DiscoveryResponder {
  close(): Promise<void>;
}

/**
 * Answers Alpaca's discovery: broadcasts and questions to this machine, over IPv4, IPv6 or both, as the server listens.
 * Several servers on a machine all hear a broadcast; what is sent to one address, only the last of them hears.
 * Undefined when the port cannot be had: being found is a convenience.
 * @param host where the server listens; on loopback, only this machine is answered
 */
export async function respondToDiscovery(port: number, host: string): Promise<DiscoveryResponder | undefined> {
  const both = host === '::' || host === 'localhost';
  const opened = await Promise.all([
    isIPv6(host) && !both ? undefined : answering('udp4', port, host),
    isIPv6(host) || both ? answering('udp6', port, host) : undefined,
  ]);
  const sockets = opened.filter((socket) => socket !== undefined);
  if (sockets.length === 0) return undefined;
  return {
    close: async () => {
      await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.close(resolve))));
    },
  };
}

async function answering(family: 'udp4' | 'udp6', port: number, host: string): Promise<Socket | undefined> {
  const socket = createSocket({ type: family, reuseAddr: true, ipv6Only: family === 'udp6' });
  const answer = JSON.stringify({ AlpacaPort: port });
  const ownOnly = isLoopback(host);
  socket.on('message', (message, from) => {
    if (ownOnly && !isLoopback(from.address)) return;
    if (message.toString('latin1').startsWith(QUESTION)) socket.send(answer, from.port, from.address);
  });
  const bound = await new Promise<boolean>((resolve) => {
    socket.once('error', () => {
      resolve(false);
    });
    // To every address, because a socket that is bound to one hears no broadcasts.
    socket.bind(DISCOVERY_PORT, () => {
      resolve(true);
    });
  });
  if (!bound) return undefined;
  // A datagram that cannot be sent or read concerns nobody but its sender.
  socket.on('error', () => undefined);
  if (family === 'udp6') joinGroup(socket);
  return socket;
}

function joinGroup(socket: Socket): void {
  for (const [name, addresses = []] of Object.entries(networkInterfaces())) {
    if (!addresses.some(({ address }) => isIPv6(address))) continue;
    try {
      socket.addMembership(GROUP, `::%${name}`);
    } catch {
      // An interface that cannot multicast is asked by its address.
    }
  }
}

function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || address.startsWith('127.');
}

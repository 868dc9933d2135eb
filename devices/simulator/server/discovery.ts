import { createSocket } from 'node:dgram';

export const DISCOVERY_PORT = 32227;
const QUESTION = 'alpacadiscovery1';

export interface DiscoveryResponder {
  close(): Promise<void>;
}

/**
 * Answers Alpaca's discovery broadcasts. Undefined when the port cannot be had: another server on this machine may
 * answer there, and being found is a convenience.
 */
export async function respondToDiscovery(port: number, host: string): Promise<DiscoveryResponder | undefined> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  const answer = JSON.stringify({ AlpacaPort: port });
  socket.on('message', (message, from) => {
    if (message.toString('latin1').startsWith(QUESTION)) socket.send(answer, from.port, from.address);
  });
  const bound = await new Promise<boolean>((resolve) => {
    socket.once('error', () => {
      resolve(false);
    });
    // A socket that is bound to loopback only hears no broadcasts from elsewhere, which is the point of it.
    socket.bind(DISCOVERY_PORT, host === '127.0.0.1' ? host : undefined, () => {
      resolve(true);
    });
  });
  if (!bound) return undefined;
  // A datagram that cannot be sent or read concerns nobody but its sender.
  socket.on('error', () => undefined);
  return {
    close: () =>
      new Promise((resolve) => {
        socket.close(() => {
          resolve();
        });
      }),
  };
}

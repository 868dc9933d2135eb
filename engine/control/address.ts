import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** What the sockets of nights are called: `night-<pid>.sock`. */
export const SOCKET_NAME = /^night-\d+\.sock$/u;

/** Where to connect for a socket of this path: Windows has named pipes instead. */
export function pipeOf(path: string): string {
  if (process.platform !== 'win32') return path;
  return `\\\\.\\pipe\\nocturne-${createHash('sha256').update(path).digest('hex').slice(0, 24)}`;
}

/** Connects. @throws the system's error */
export function connectTo(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(pipeOf(path));
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/** Whether somebody listens there. */
export async function canConnect(path: string): Promise<boolean> {
  try {
    const socket = await connectTo(path);
    socket.destroy();
    return true;
  } catch {
    return false;
  }
}

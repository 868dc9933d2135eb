import type { World } from '../world.js';
import { type Reply, text } from './message.js';

/** The last frame as a picture, for the control page. */
export async function framePng(world: World): Promise<Reply> {
  const now = world.clock.now();
  if (!world.camera.imageReady(now)) return text(404, 'no frame has been taken yet');
  return {
    status: 200,
    type: 'image/png',
    body: [await world.print('png', await world.frame(now))],
    headers: { 'cache-control': 'no-store' },
  };
}

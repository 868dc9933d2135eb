import type { Branch } from '../journal/records.js';
import type { Passes } from '../machines/ports.js';
import { limitHolds } from '../plan/limit-values.js';
import type { WhenNode } from '../plan/plan.js';
import { stepKey } from '../resume.js';
import type { NightWorld } from './night-world.js';
import { presentFacts } from './present-facts.js';

/**
 * Which list of a `when` is done. Decided the first time it is reached, and durably: a night that is taken up again goes
 * on with the list that it had begun, whatever the sky looks like by then.
 */
export async function decideBranch(
  world: NightWorld,
  node: WhenNode,
  passes: Passes,
  signal: AbortSignal,
): Promise<Branch> {
  const { clock, journal, observatory, log } = world;
  const key = stepKey(node, passes);
  const known = journal.progress.branches.get(key);
  if (known !== undefined) return known;
  const facts = await presentFacts(world, node.if, signal);
  const now = clock.now();
  const broken = node.if.find((limit) => !limitHolds(limit, undefined, now, observatory.site, facts));
  const branch = broken ? 'else' : 'steps';
  const reason = broken ? `${broken.quantity} is not ${broken.text}` : node.title.replace(/^when /u, '');
  log.info({ key, branch }, `${node.title}: ${reason}`);
  await journal.appendDurably({ type: 'branch', key, branch, reason });
  return branch;
}

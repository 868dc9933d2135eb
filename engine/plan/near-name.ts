/** Stands with the devices, because a simulator's scenarios are written by people, too. */
export { editDistance, nearName } from '../../devices/near-name.js';

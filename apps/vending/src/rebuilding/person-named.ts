import type { Person } from '../person.js';

/** Of whoever others were told of by name alone. */
export const personNamed = (username: string): Person => ({ subject: `rebuilt ${username}`, username });

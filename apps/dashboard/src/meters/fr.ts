import type { en } from './en.js';

export const fr: typeof en = { one: 'Compteur {{meterNumber}}' };

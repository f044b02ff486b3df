/** What `recovery` kills, by the names of `run.json`, in the order in which it does. */
export const KILLED_PARTS = ['vending', 'key-management', 'gateway', 'billing', 'telemetry', 'postgres', 'kafka', 'mqtt'] as const;
export type KilledPart = (typeof KILLED_PARTS)[number];

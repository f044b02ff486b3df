/** The services, by their names in `apps/`: one list for every tool, in the order in which they start. Each has a database of its own. */
export const services = ['key-management', 'vending', 'telemetry', 'billing', 'gateway'] as const;
export type Service = (typeof services)[number];

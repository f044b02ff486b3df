/** What a meter speaks on and what it listens to, below `meters/{meterNumber}/`. */
export const uplinkLeaves = ['readings', 'events', 'token-results', 'command-results', 'state'] as const;
export const downlinkLeaves = ['tokens', 'commands'] as const;

export type UplinkLeaf = (typeof uplinkLeaves)[number];
export type DownlinkLeaf = (typeof downlinkLeaves)[number];

/** @param meterNumber `+` for all meters, in a filter */
export const meterTopic = (meterNumber: string, leaf: UplinkLeaf | DownlinkLeaf): string => `meters/${meterNumber}/${leaf}`;

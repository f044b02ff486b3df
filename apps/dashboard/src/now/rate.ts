const MINUTE_MS = 60_000;

interface Accepted {
  readonly acceptedAt: string;
}

/** Vends a minute, the mean from the oldest of the last ones until now; nothing of fewer than two. */
export function perMinute(vends: readonly Accepted[], asOf: number): number | undefined {
  const oldest = Math.min(...vends.map(({ acceptedAt }) => Date.parse(acceptedAt)));
  if (vends.length < 2 || asOf <= oldest) return undefined;
  return vends.length / ((asOf - oldest) / MINUTE_MS);
}

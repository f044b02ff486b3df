interface KeptServers {
  /** Whether a server that nobody uses any more goes on: somebody else ends it. */
  kept: boolean;
  /** Ends those of this process. */
  end: () => Promise<void>;
}

/** What vitest's `setupFiles` and `postgres.ts` tell each other, so that a spec without a database does not load one's modules. */
export const keptServers: KeptServers = { kept: false, end: () => Promise.resolve() };

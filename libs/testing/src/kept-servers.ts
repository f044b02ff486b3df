interface KeptServers {
  /** Whether a server that nobody uses any more goes on: somebody else ends it. */
  kept: boolean;
  /** Ends those of this process. */
  end: () => Promise<void>;
  /** The same at once, with no time to wait for it. */
  endNow: () => void;
}

/** What vitest's `setupFiles` and `postgres.ts` tell each other, so that a spec without a database does not load one's modules. */
export const keptServers: KeptServers = { kept: false, end: () => Promise.resolve(), endNow: () => undefined };

/** An answer of the interface: what it has is written down by nobody but its clients. */
export type Members = Readonly<Record<string, unknown>>;

import type { Logger } from 'pino';

export interface TailedEvent {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly utility: string;
  readonly time: Date;
  readonly topic: string;
  readonly key: string;
  /** JSON as it is on the wire: quantities are decimal strings. */
  readonly data: unknown;
}

export interface TailOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly topics: readonly string[];
  readonly logger: Logger;
  readonly onEvent: (event: TailedEvent) => void;
}

export interface Tail {
  stop(): Promise<void>;
}

/** Hands over every new event from now on; keeps no place, so what happens while it is away is missed. For live views. */
export declare function tail(options: TailOptions): Promise<Tail>;

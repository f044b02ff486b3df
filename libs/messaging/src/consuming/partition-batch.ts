import type { RawMessage } from '../kafka/raw-message.js';
import type { Handleable } from './incoming.js';
import type { Move } from './places.js';
import type { Position } from './position.js';

/** Messages of one partition, in order. */
export interface PartitionBatch {
  readonly messages: readonly RawMessage[];
  /** Of the group in their partition; it moves on with what is done. */
  readonly position: Position;
  /** False once the partition must be let go. */
  readonly alive: () => boolean;
}

/** What the messages say: that stays what it is, however often they are tried. */
export interface ReadBatch extends PartitionBatch {
  readonly readable: readonly Handleable[];
  /** Of the place, behind all of them. */
  readonly behind: Move;
}

/** How far a group is behind on one partition. */
export interface PartitionLag {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  /** Messages on the broker after the last committed one. */
  readonly lag: number;
}

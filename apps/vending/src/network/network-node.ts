import type { NetworkNodeKind } from '@openprepay/contracts/http/vending-network';

/** From where the energy comes to where it goes. */
const DOWNWARDS: readonly NetworkNodeKind[] = ['zone', 'feeder', 'transformer', 'pole'];

/** Degrees of WGS 84. */
export interface Location {
  readonly lat: number;
  readonly lon: number;
}

/** A part of the network that meters hang on. */
export interface NetworkNode {
  readonly code: string;
  readonly kind: NetworkNodeKind;
  /** What feeds it. */
  readonly parent: string | undefined;
  readonly location: Location | undefined;
  /** Grows with each change: what comes out of order is put in order by it. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

/** Whether one kind may feed another: a zone may lie in a zone, and no pole feeds a transformer. */
export const mayFeed = (parent: NetworkNodeKind, child: NetworkNodeKind): boolean => DOWNWARDS.indexOf(parent) <= DOWNWARDS.indexOf(child);

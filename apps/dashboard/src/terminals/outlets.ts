import type { TerminalAnswer } from '@openprepay/contracts/http/vending-terminals';

export interface KnownOutlet {
  readonly outletId: string;
  /** Of the terminals that stand there: what it is known by. */
  readonly terminals: string;
}

/** Where terminals stand, by the terminals that stand there, in the order of the first of each. */
export function outletsOf(terminals: readonly Pick<TerminalAnswer, 'outletId' | 'name'>[]): readonly KnownOutlet[] {
  const outlets = [...new Set(terminals.map(({ outletId }) => outletId))];
  return outlets.map((outletId) => ({
    outletId,
    terminals: terminals
      .filter((terminal) => terminal.outletId === outletId)
      .map(({ name }) => name)
      .join(', '),
  }));
}

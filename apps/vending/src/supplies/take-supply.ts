import type { Tx } from '@openprepay/persistence/tx';
import { pauseSupply } from '@openprepay/tariffs';
import { supplyToContinue } from './supply.js';
import type { NewSupply, SupplyRepository } from './supply.repository.js';

export interface TakeSupplyOptions {
  /** The supply that the meter was on until now. */
  readonly leaving?: string;
  readonly at: Date;
}

/**
 * Puts a meter on the supply of its place: the one that it or the meter it replaces has left there, with its state, or a new one.
 * What it leaves keeps its state for whichever meter comes next.
 */
export class TakeSupply {
  constructor(private readonly supplies: SupplyRepository) {}

  /**
   * The meter's row is locked, or new in the same transaction.
   * @param wanted the supply that begins if there is none to go on with
   * @returns the id of the supply that the meter is on now
   */
  async execute(tx: Tx, wanted: NewSupply, { leaving, at }: TakeSupplyOptions): Promise<string> {
    const left = await this.supplies.lockLeft(tx, wanted, leaving);
    if (leaving !== undefined) await this.supplies.leave(tx, leaving, at);

    const found = supplyToContinue(left, wanted.meterNumber);
    if (!found) {
      await this.supplies.start(tx, wanted, at);
      return wanted.supplyId;
    }
    const state = pauseSupply(found.state, { from: found.leftAt, until: at });
    await this.supplies.goOn(tx, { supplyId: found.supplyId, meterNumber: wanted.meterNumber }, state);
    return found.supplyId;
  }
}

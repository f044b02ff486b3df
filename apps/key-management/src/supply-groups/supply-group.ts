/** A set of meters whose keys come from the same vending keys; its code is the STS Association's, its name the utility's own. */
export interface SupplyGroup {
  readonly utility: string;
  readonly supplyGroupCode: string;
  readonly name: string;
  readonly createdAt: Date;
}

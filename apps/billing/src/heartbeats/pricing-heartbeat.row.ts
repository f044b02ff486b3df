import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When a utility's pricing was last told to be alive, by the database's clock. */
@Entity('pricing_heartbeat')
export class PricingHeartbeatRow {
  @PrimaryColumn('text') readonly utility!: string;
  @Column('timestamptz') readonly beatAt!: Date;
}

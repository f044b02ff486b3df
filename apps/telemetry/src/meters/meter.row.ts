import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The service's own copy of what vending tells of a meter. */
@Entity('meter')
export class MeterRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly meterNumber!: string;
  @Column('text') readonly meterPan!: string;
  /** Perhaps one that only a later version knows. */
  @Column('text') readonly commodity!: string;
  /** The part of the network that it hangs on. */
  @Column('text', { nullable: true }) readonly networkNode!: string | null;
  /** The meter that took its place, if one did. */
  @Column('text', { nullable: true }) readonly replacedBy!: string | null;
  /** Vending's; 0 of what was said before there were revisions, where the time tells. */
  @Column('integer') readonly revision!: number;
  @Column('timestamptz') readonly changedAt!: Date;
}

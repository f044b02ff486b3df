import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A key under which somebody was told that nothing was sold. */
@Entity('closed_key')
export class ClosedKeyRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly idempotencyKey!: string;
  /** As `sellerName` writes it; null where it is closed to all. */
  @Column('text', { nullable: true }) readonly seller!: string | null;
  @Column('text') readonly closedBy!: string;
  @Column('timestamptz') readonly closedAt!: Date;
}

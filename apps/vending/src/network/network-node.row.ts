import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A part of the network. */
@Entity('network_node')
export class NetworkNodeRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('text') readonly code!: string;
  @Column('text') readonly kind!: string;
  @Column('text', { nullable: true }) readonly parent!: string | null;
  @Column('double precision', { nullable: true }) readonly latitude!: number | null;
  @Column('double precision', { nullable: true }) readonly longitude!: number | null;
  @Column('integer') readonly revision!: number;
  @Column('timestamptz') readonly createdAt!: Date;
  @Column('timestamptz') readonly changedAt!: Date;
}

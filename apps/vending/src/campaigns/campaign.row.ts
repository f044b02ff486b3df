import type { CampaignChannel } from '@openprepay/contracts/http/campaigns';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MeterKeyData } from '../meters/meter.js';
import type { Selection } from './campaign.js';

@Entity('campaign')
export class CampaignRow {
  @PrimaryColumn('text') readonly utility!: string;
  @PrimaryColumn('uuid') readonly campaignId!: string;
  @Column('text') readonly code!: string;
  @Column('text') readonly name!: string;
  @Column('jsonb') readonly selection!: Selection;
  @Column('jsonb') readonly toKey!: Partial<MeterKeyData>;
  @Column('text', { array: true }) readonly channels!: readonly CampaignChannel[];
  @Column('integer', { nullable: true }) readonly ratePerMinute!: number | null;
  @Column('timestamptz', { nullable: true }) readonly startsAt!: Date | null;
  @Column('timestamptz', { nullable: true }) readonly endsAt!: Date | null;
  @Column('text') readonly state!: string;
  @Column('integer') readonly plannedMeters!: number;
  @Column('timestamptz') readonly createdAt!: Date;
  @Column('text') readonly createdBySubject!: string;
  @Column('text') readonly createdByUsername!: string;
  @Column('timestamptz', { nullable: true }) readonly startedAt!: Date | null;
  @Column('text', { nullable: true }) readonly startedBySubject!: string | null;
  @Column('text', { nullable: true }) readonly startedByUsername!: string | null;
  @Column('timestamptz', { nullable: true }) readonly endedAt!: Date | null;
  @Column('text') readonly selectedThrough!: string;
  @Column('timestamptz', { nullable: true }) readonly selectedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) readonly pacedThrough!: Date | null;
  /** Not before it has ended; whoever tells of it says so, and nobody else. */
  @Column('boolean', { default: false }) readonly endTold?: boolean;
}

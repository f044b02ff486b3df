import type { CampaignAnswer, CampaignMeterAnswer, CampaignPartAnswer, CampaignProgressAnswer } from '@openprepay/contracts/http/campaigns';
import { present } from '@openprepay/contracts/present';
import { type MeterCounts, selectedMeters } from './campaign.js';
import type { CampaignMeter, CampaignPart, ShownKey } from './campaign-list.repository.js';
import type { CampaignProgress, CountedCampaign } from './progress.js';

export const campaignToApi = ({ campaign, counts }: CountedCampaign): CampaignAnswer => ({
  campaignId: campaign.campaignId,
  code: campaign.code,
  name: campaign.name,
  state: campaign.state,
  select: present(campaign.select),
  to: present(campaign.to),
  channels: [...campaign.channels],
  counts: countsToApi(counts),
  createdAt: campaign.createdAt.toISOString(),
  createdBy: campaign.createdBy.username,
  ...present({
    ratePerMinute: campaign.ratePerMinute,
    startsAt: campaign.startsAt?.toISOString(),
    endsAt: campaign.endsAt?.toISOString(),
    startedAt: campaign.startedAt?.toISOString(),
    selectedAt: campaign.selectedAt?.toISOString(),
    endedAt: campaign.endedAt?.toISOString(),
  }),
});

export const progressToApi = (progress: CampaignProgress): CampaignProgressAnswer => ({
  ...campaignToApi(progress),
  ...present({ forecastEnd: progress.forecastEnd?.toISOString() }),
  burnDown: progress.burnDown.map(({ day, counts }) => ({ day, ...countsToApi(counts) })),
  steps: progress.steps.map(({ step, at, by, reason }) => ({ step, at: at.toISOString(), ...present({ by: by?.username, reason }) })),
});

export const campaignPartToApi = ({ networkNode, counts }: CampaignPart): CampaignPartAnswer => ({
  networkNode,
  counts: countsToApi(counts),
});

const countsToApi = (counts: MeterCounts) => ({ selected: selectedMeters(counts), ...counts });

export const campaignMeterToApi = (meter: CampaignMeter): CampaignMeterAnswer => ({
  meterNumber: meter.meterNumber,
  state: meter.state,
  from: keyToApi(meter.from),
  to: keyToApi(meter.to),
  changedAt: meter.changedAt.toISOString(),
  ...present({
    networkNode: meter.networkNode ?? undefined,
    addedBy: meter.addedBy ?? undefined,
    keyChangeId: meter.keyChangeId ?? undefined,
    issuedAt: meter.issuedAt?.toISOString(),
    issuedBy: meter.issuedBy ?? undefined,
    deliveredAt: meter.deliveredAt?.toISOString(),
    deliveredThrough: meter.deliveredThrough ?? undefined,
    confirmedAt: meter.confirmedAt?.toISOString(),
    evidence: meter.evidence ?? undefined,
    refusal: meter.refusalCode === null ? undefined : { code: meter.refusalCode, reason: meter.refusalReason ?? '' },
    exempt: meter.exemptReason === null ? undefined : { reason: meter.exemptReason, ...present({ by: meter.exemptBy ?? undefined }) },
  }),
});

const keyToApi = ({ supplyGroupCode, keyRevision, tariffIndex, baseDate }: ShownKey) => ({
  ...{ supplyGroupCode, keyRevision, tariffIndex, baseDate },
});

import type { EventData } from '@openprepay/contracts/event';
import { KeyChangeIssued, TokenRefused } from '@openprepay/contracts/key-management';
import { KeyChangeRequested } from '@openprepay/contracts/key-change-requests';
import { newMeter } from '@openprepay/testing/meter';
import type { CampaignMeter } from '../src/campaigns/campaign-list.repository.js';
import { CreateCampaign, type CreateCampaignCommand } from '../src/campaigns/create-campaign.js';
import { FindCampaign } from '../src/campaigns/find-campaign.js';
import { FindCampaignMeters } from '../src/campaigns/find-campaign-meters.js';
import { MoveCampaign, type MoveCampaignCommand } from '../src/campaigns/move-campaign.js';
import { WorkOnCampaigns } from '../src/campaigns/work-on-campaigns.js';
import { staff, type Vending } from './fixture.js';

export const NO_METERS = { waiting: 0, issued: 0, delivered: 0, confirmed: 0, refused: 0, exempt: 0 };

/** Campaigns of a service, and the vault that answers them. @param service what there is once the tests run */
export function campaignsIn(service: () => Vending) {
  let groups = 700_000;
  let codes = 0;
  const meterOf = async (supplyGroupCode: string): Promise<string> => {
    const { keyData, ...meter } = newMeter();
    return (await service().createMeter.execute(staff(), { ...meter, keyData: { ...keyData, supplyGroupCode } })).meterNumber;
  };
  const create = async (supplyGroupCode: string, given: Partial<CreateCampaignCommand> = {}) => {
    const command = {
      code: `C-${++codes}`,
      name: 'Rollover',
      select: { supplyGroupCode },
      to: { keyRevision: 2 },
      channels: ['vend', 'mqtt'] as const,
    };
    return (
      await service()
        .get(CreateCampaign)
        .execute(staff(), { ...command, ...given })
    ).campaign.campaignId;
  };
  const move = (campaignId: string, step: MoveCampaignCommand['step'], reason?: string) =>
    service().get(MoveCampaign).execute(staff(), { campaignId, step, reason });
  const metersOf = async (campaignId: string) =>
    (await service().get(FindCampaignMeters).execute(staff(), { campaignId, limit: 100 })).items;
  const asked = async (meters: readonly string[]) =>
    (await service().events(KeyChangeRequested)).map(({ data }) => data).filter(({ meterNumber }) => meters.includes(meterNumber));
  type Asked = Awaited<ReturnType<typeof asked>>[number];
  const issued = ({ requestId, meterNumber, meterPan }: Asked): EventData<typeof KeyChangeIssued> => ({
    ...{ requestId, meterNumber, meterPan, rollover: false, sampleTables: false, issuedAt: service().clock.now() },
    tokens: [1, 2].map((part) => ({ token: String(part).padStart(20, '5'), part, parts: 2 })),
  });
  const refused = ({ requestId, meterNumber, meterPan }: Asked): EventData<typeof TokenRefused> => ({
    ...{ requestId, meterNumber, meterPan, refusedAt: service().clock.now() },
    ...{ code: 'key-management.vending_key_unknown', reason: 'there is no such key' },
  });
  return {
    meterOf,
    create,
    move,
    metersOf,
    asked,
    /** What the vault answers with a set. */
    issued,
    /** Meters of a supply group of their own. */
    group: async (count: number): Promise<{ readonly supplyGroupCode: string; readonly meters: readonly string[] }> => {
      const supplyGroupCode = String(++groups);
      const meters: string[] = [];
      for (let nth = 0; nth < count; nth++) meters.push(await meterOf(supplyGroupCode));
      return { supplyGroupCode, meters };
    },
    started: async (supplyGroupCode: string, given: Partial<CreateCampaignCommand> = {}) => {
      const campaignId = await create(supplyGroupCode, given);
      await move(campaignId, 'start');
      return campaignId;
    },
    /** Until there is nothing to do any more. */
    work: async () => {
      while ((await service().get(WorkOnCampaigns).execute()) > 0);
    },
    counts: async (campaignId: string) => (await service().get(FindCampaign).execute(staff(), campaignId)).counts,
    stateOf: async (campaignId: string) => (await service().get(FindCampaign).execute(staff(), campaignId)).campaign.state,
    meterIn: async (campaignId: string, meterNumber: string): Promise<CampaignMeter> =>
      (await metersOf(campaignId)).find((meter) => meter.meterNumber === meterNumber)!,
    /** The vault answers what was asked for these meters. */
    answer: async (meters: readonly string[]) => service().deliver(KeyChangeIssued, (await asked(meters)).map(issued)),
    /** The vault has no key for these meters. */
    refuse: async (meters: readonly string[]) => service().deliver(TokenRefused, (await asked(meters)).map(refused)),
    /** As the head-end names a set. */
    told: ({ requestId, meterNumber, meterPan }: Asked) => ({
      ...{ deliveryId: requestId, vendId: requestId, issuedFor: 'key-change' as const, meterNumber, meterPan },
    }),
  };
}

import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { campaignMeterStates, campaignStates } from '@openprepay/contracts/http/campaigns';
import { paged } from '../api/paged.js';
import { vending } from '../api/vending.js';
import { useReadAgain } from '../live/live.js';

export const STATES = campaignStates;
export type CampaignState = (typeof STATES)[number];
export const METER_STATES = campaignMeterStates;
export type CampaignMeterState = (typeof METER_STATES)[number];

/** What tells that a campaign has come further, and what is read again then. */
const TOLD_BY = ['campaign'] as const;
const KEYS = ['campaigns', 'campaign'] as const;
export const useCampaignNews = (): void => useReadAgain(TOLD_BY, KEYS);

export const campaignsQuery = (state: CampaignState | undefined) =>
  paged(['campaigns', state], async (cursor, signal) => (await vending.listCampaigns({ query: { cursor, state }, signal })).body);

export const campaignQuery = (campaignId: string) =>
  queryOptions({
    queryKey: ['campaign', campaignId],
    queryFn: async ({ signal }) => (await vending.readCampaign({ params: { campaignId }, signal })).body,
  });

export const campaignMetersQuery = (campaignId: string, state: CampaignMeterState | undefined) =>
  paged(
    ['campaign', campaignId, 'meters', state],
    async (cursor, signal) => (await vending.listCampaignMeters({ params: { campaignId }, query: { cursor, state }, signal })).body,
  );

/** What is counted for it is counted anew, so that it is not read again by each news. */
const PARTS_EVERY_MS = 30_000;
const PARTS_KEY = 'campaign-parts';

export const campaignPartsQuery = (campaignId: string) => ({
  ...paged(
    [PARTS_KEY, campaignId],
    async (cursor, signal) => (await vending.listCampaignParts({ params: { campaignId }, query: { cursor }, signal })).body,
  ),
  refetchInterval: PARTS_EVERY_MS,
});

/** A person has changed something of a campaign. */
export const campaignsChanged = (queries: QueryClient): Promise<unknown> =>
  Promise.all([...KEYS, PARTS_KEY].map((key) => queries.invalidateQueries({ queryKey: [key] })));

import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { campaignMeterStates, campaignStates } from '@openprepay/contracts/http/campaigns';
import { paged } from '../api/paged.js';
import { vending } from '../api/vending.js';

export const STATES = campaignStates;
export type CampaignState = (typeof STATES)[number];
export const METER_STATES = campaignMeterStates;
export type CampaignMeterState = (typeof METER_STATES)[number];

/** No event tells of a campaign: while it moves it is asked for again. */
const READ_AGAIN_MS = 5_000;
const MOVING: readonly CampaignState[] = ['planned', 'running', 'paused'];

export const campaignsQuery = (state: CampaignState | undefined) => ({
  ...paged(['campaigns', state], async (cursor, signal) => (await vending.listCampaigns({ query: { cursor, state }, signal })).body),
  refetchInterval: READ_AGAIN_MS,
});

export const campaignQuery = (campaignId: string) =>
  queryOptions({
    queryKey: ['campaign', campaignId],
    queryFn: async ({ signal }) => (await vending.readCampaign({ params: { campaignId }, signal })).body,
    refetchInterval: ({ state }) => (state.data === undefined || MOVING.includes(state.data.state) ? READ_AGAIN_MS : false),
  });

export const campaignMetersQuery = (campaignId: string, state: CampaignMeterState | undefined) => ({
  ...paged(
    ['campaign', campaignId, 'meters', state],
    async (cursor, signal) => (await vending.listCampaignMeters({ params: { campaignId }, query: { cursor, state }, signal })).body,
  ),
  refetchInterval: READ_AGAIN_MS,
});

export const campaignsChanged = (queries: QueryClient): Promise<unknown> =>
  Promise.all(['campaigns', 'campaign'].map((key) => queries.invalidateQueries({ queryKey: [key] })));

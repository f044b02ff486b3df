import type { CampaignAnswer } from '@openprepay/contracts/http/campaigns';

type Counts = Pick<CampaignAnswer['counts'], 'waiting' | 'issued' | 'delivered'>;

/** Meters of which something is still to come: those that have their key, were refused or left out are not among them. */
export const leftOf = ({ waiting, issued, delivered }: Counts): number => waiting + issued + delivered;

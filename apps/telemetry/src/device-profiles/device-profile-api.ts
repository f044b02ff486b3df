import type { DeviceProfileAnswer } from '@openprepay/contracts/http/telemetry-device-profiles';
import { topicsOf } from '../dialects/device-dialects.js';
import type { KeptProfile } from './device-profile.repository.js';

export function deviceProfileToApi({ createdAt, ...profile }: KeptProfile): DeviceProfileAnswer {
  const topics = topicsOf(profile) ?? [];
  const of = (wanted: 'publish' | 'subscribe'): string[] => topics.flatMap(({ action, topic }) => (action === wanted ? [topic] : []));
  return { ...profile, topics: { publish: of('publish'), subscribe: of('subscribe') }, createdAt: createdAt.toISOString() };
}

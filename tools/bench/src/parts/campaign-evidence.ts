import { signIn } from '@openprepay/standalone/gateway-client';
import type { Figure } from '../figure.js';
import { type BenchPlatform, count } from './bench-platform.js';

/** A meter's set, made once. */
const SETS = `select count(distinct meter_number) as count from key_change where reason like 'campaign BENCH%' and tokens is not null`;
const ALL_SETS = `select count(*) from key_change where reason like 'campaign BENCH%' and tokens is not null`;

/** The campaign's evidence is fetched as a person fetches it, and counted line by line: it has a line for each meter, and each meter has one set. */
export async function measureEvidence(platform: BenchPlatform, campaignId: string): Promise<readonly Figure[]> {
  const { accessToken } = await signIn(platform.gatewayUrl, { username: 'engineer', password: platform.password });
  const startedAt = performance.now();
  const { lines, issued } = await readLines(`${platform.gatewayUrl}/api/vending/v1/campaigns/${campaignId}/evidence.csv`, accessToken);
  const seconds = (performance.now() - startedAt) / 1_000;
  const [meters, sets] = [await count(platform, 'vending', SETS), await count(platform, 'vending', ALL_SETS)];
  const wanted = platform.meters.length;
  return [
    { name: 'campaign: evidence', value: lines / seconds, unit: 'lines/s' },
    { name: 'campaign: lost, lines of evidence', value: Math.abs(wanted - lines), unit: 'lines' },
    { name: 'campaign: lost, sets', value: Math.abs(wanted - issued) + Math.abs(sets - meters), unit: 'sets' },
  ];
}

interface Evidence {
  readonly lines: number;
  /** Of those, meters that have their sets. */
  readonly issued: number;
}

const WITH_SET = /^[^,]*,[^,]*,(?:issued|delivered|confirmed),/;

/** None of it is kept: a million lines are some hundred megabytes. The heading is left out. */
async function readLines(url: string, accessToken: string): Promise<Evidence> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } });
  if (!response.ok || !response.body) throw new Error(`the evidence of the campaign: HTTP ${response.status}`);
  let [lines, issued, rest] = [-1, 0, ''];
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const parts = `${rest}${chunk}`.split('\r\n');
    rest = parts.pop() ?? '';
    lines += parts.length;
    issued += parts.filter((line) => WITH_SET.test(line)).length;
  }
  return { lines, issued };
}

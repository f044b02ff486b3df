import { z } from 'zod';
import { endpoint, type Wire } from './endpoint.js';

export const sandboxBehaviour = z.enum([
  'sells',
  'unknown',
  'blocked',
  'wrong-check-digit',
  'below-minimum',
  'float-empty',
  'key-change-due',
  'slow',
  'silent',
  'duplicate',
]);
export type SandboxBehaviour = z.output<typeof sandboxBehaviour>;

const sandboxMeter = z
  .object({ meterNumber: z.string(), behaviour: sandboxBehaviour, description: z.string() })
  .meta({ id: 'SandboxMeter', description: 'a meter that behaves by its number, through every door' });
export type SandboxMeterAnswer = Wire<typeof sandboxMeter>;

export const sandboxEndpoints = {
  listSandboxMeters: endpoint({
    method: 'GET',
    path: '/v1/sandbox/meters',
    summary: 'The meters of a sandbox that behave by their number; those that sell are registered by this or by the first sale',
    tag: 'Sandbox',
    access: { anyRole: true },
    answers: { 200: z.object({ items: z.array(sandboxMeter) }) },
    errors: ['vending.sandbox_required'],
  }),
} as const;

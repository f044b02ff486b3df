import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { counter, gauge } from '../src/metrics.js';

describe('a metric', () => {
  it('is one per registry, however many services ask for it', async () => {
    const registry = new Registry();
    const configuration = { name: 'sales_total', help: 'Sales', labelNames: ['outcome'] as const };

    counter(configuration, registry).inc({ outcome: 'sold' });
    counter(configuration, registry).inc({ outcome: 'sold' });
    gauge({ name: 'in_hand', help: 'In hand' }, registry).set(3);
    gauge({ name: 'in_hand', help: 'In hand' }, registry).dec();

    const text = await registry.metrics();
    expect(text).toContain('sales_total{outcome="sold"} 2');
    expect(text).toContain('in_hand 2');
    expect(await new Registry().metrics()).not.toContain('sales_total');
  });
});

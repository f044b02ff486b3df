import type { z } from 'zod';

/** One kind of event: what it is called, where it travels, what it says, and whose order it keeps. */
export interface EventDefinition<Type extends string = string, Schema extends z.ZodType = z.ZodType> {
  /** CloudEvents `type`, e.g. `vending.vend.completed`. */
  readonly type: Type;
  /** Kafka topic `<service>.<stream>.v<major>`. */
  readonly topic: string;
  readonly data: Schema;
  /** The aggregate whose events stay in order; the 18-digit meter PAN wherever a meter is concerned. */
  readonly key: (data: z.output<Schema>, utility: string) => string;
}

export type EventData<Definition extends EventDefinition> = z.output<Definition['data']>;

/** A received event: CloudEvents attributes from the headers, the parsed data, and the utility it belongs to. */
export interface ReceivedEvent<Definition extends EventDefinition = EventDefinition> {
  readonly id: string;
  readonly type: Definition['type'];
  readonly source: string;
  readonly utility: string;
  readonly time: Date;
  readonly traceparent?: string;
  readonly data: EventData<Definition>;
}

export const defineEvent = <Type extends string, Schema extends z.ZodType>(
  definition: EventDefinition<Type, Schema>,
): EventDefinition<Type, Schema> => Object.freeze(definition);

/** Header names of the Kafka binding: CloudEvents attributes with the `ce_` prefix, and the trace context as W3C names it. */
export const eventHeaders = {
  id: 'ce_id',
  type: 'ce_type',
  source: 'ce_source',
  time: 'ce_time',
  specVersion: 'ce_specversion',
  utility: 'ce_utility',
  traceparent: 'traceparent',
} as const;

import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { parseInput } from './input.js';

/** A pipe that carries its schema, so that the OpenAPI document is drawn from what is really checked. */
export interface ValidPipe<Schema extends z.ZodType> extends PipeTransform<unknown, z.output<Schema>> {
  readonly schema: Schema;
}

/**
 * Checks and decodes a body, a query or a parameter: `@Body(valid(vendRequest)) body: VendRequest`.
 *
 * @throws {RequestError} `request.invalid` with the places that are wrong
 */
export const valid = <Schema extends z.ZodType>(schema: Schema): ValidPipe<Schema> => ({
  schema,
  transform: (input: unknown): z.output<Schema> => parseInput(schema, input),
});

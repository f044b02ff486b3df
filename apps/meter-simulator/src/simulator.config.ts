import { z } from 'zod';

const schema = z.object({
  MQTT_URL: z.url({ protocol: /^mqtts?$/ }),
  /** The authority that signed the broker's certificate, for `mqtts://`; the system's own ones unless given. PEM. */
  MQTT_CA_FILE: z.string().min(1).optional(),
  /** JSON with the meters, their keys and passwords; readable by its owner alone. */
  METERS_FILE: z.string().min(1),
  STATE_FILE: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export type SimulatorConfig = Readonly<z.output<typeof schema>>;

/** Read once, in main.ts. */
export function loadSimulatorConfig(env: NodeJS.ProcessEnv): SimulatorConfig {
  const parsed = schema.safeParse(env, { reportInput: false });
  if (!parsed.success) throw new Error(`meter-simulator cannot start:\n${z.prettifyError(parsed.error)}`);
  return Object.freeze(parsed.data);
}

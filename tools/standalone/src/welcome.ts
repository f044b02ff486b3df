import type { Running } from './start.js';
import type { StandaloneConfig } from './standalone.config.js';

/** What a newcomer reads once everything runs. */
export function welcome({ stack, sale, elapsedMs }: Running, config: StandaloneConfig): string {
  const sold = sale
    ? [
        `  sold        ${sale.units.value} ${sale.units.unit} to meter ${sale.meterNumber}`,
        `  token       ${sale.token.replace(/(\d{4})(?=\d)/g, '$1 ')}`,
        `  the meter   ${sale.accepted ? 'accepted it' : 'has not answered yet'}`,
        `  the books   ${sale.ledgerBalanced ? 'balance' : 'DO NOT BALANCE'}; the account stands at ${sale.ledgerBalance}`,
      ]
    : ['  no meters were asked for'];
  return [
    '',
    `OpenPrepay runs (${(elapsedMs() / 1000).toFixed(1)} s)`,
    ...sold,
    '',
    `  open        ${stack.gatewayUrl}/`,
    `  with TLS    ${stack.https.url}/, trusting ${stack.https.caFile}`,
    `  sign in     admin, custodian1, custodian2, engineer, operator, clerk, vendor or auditor`,
    `  password    ${config.OPENPREPAY_DEMO_PASSWORD ? 'as in OPENPREPAY_DEMO_PASSWORD' : stack.secrets.demoPassword}`,
    `  meters      ${stack.mqttUrl}`,
    ...(stack.mqtts ? [`  with TLS    ${stack.mqtts.url}, trusting ${stack.mqtts.caFile}`] : []),
    `  data, logs  ${stack.dataDir}`,
    '',
    'Ctrl-C stops everything; the next start goes on with the same data.',
  ].join('\n');
}

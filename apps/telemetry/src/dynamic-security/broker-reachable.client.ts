import { connect } from 'node:net';

const TRY_MS = 2_000;

/** Whether something takes connections at this MQTT address. */
export const isReachable = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { protocol, hostname, port } = new URL(address);
    const socket = connect({ host: hostname, port: Number(port || (protocol === 'mqtts:' ? 8883 : 1883)), timeout: TRY_MS });
    const settle = (reachable: boolean): void => {
      socket.destroy();
      resolve(reachable);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('timeout', () => settle(false));
  });

const ME = 'v1/devices/me/';
const devices = (username: string): string => `v1/devices/${username}/`;

/** Whether a client speaks of itself as `me`. @source ThingsBoard, MQTT device API */
export const saysMe = (topic: string): boolean => topic.startsWith(ME);

/** The topic with who uses it in the place of `me`: nobody downstream can tell else. */
export const ownTopic = (topic: string, username: string): string => (saysMe(topic) ? devices(username) + topic.slice(ME.length) : topic);

/** The same topic as the client knows it that calls itself `me`. */
export const topicOfMe = (topic: string, username: string): string =>
  topic.startsWith(devices(username)) ? ME + topic.slice(devices(username).length) : topic;

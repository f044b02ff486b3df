import { MAX_DELIVERY_COUNT_DAYS } from '@openprepay/contracts/http/telemetry-fleet';
import { MAX_STORM_ALARMS_AT_ONCE } from '@openprepay/contracts/http/telemetry-alarms';
import { MAX_BUCKET_RANGE_DAYS, MAX_RAW_RANGE_DAYS } from '@openprepay/contracts/http/telemetry';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Every bound of the service by feature and name; what an installation may choose is in the configuration instead. */
export const limits = {
  mqtt: {
    connectTimeoutMs: 10 * SECOND_MS,
    reconnect: { baseMs: 100, limitMs: 5 * SECOND_MS },
    keepAliveSeconds: 30,
    /** How long the broker may take to acknowledge a message or a subscription. */
    answerTimeoutMs: 10 * SECOND_MS,
    maxPublishesInFlight: 1_000,
  },

  uplink: {
    /** Largest payload of an uplink; above it the message is set aside. */
    maxPayloadBytes: 64 * 1024,
  },

  ingest: {
    /** A reading or an event from further ahead or further back is set aside. */
    maxClockAheadMs: DAY_MS,
    maxMeterTimeAgeMs: 731 * DAY_MS,
    /** One batch of uplinks becomes one produce and at most one transaction per kind. */
    batchMessages: 500,
    batchWaitMs: 5,
    /** Uplinks taken from the socket and not yet acknowledged; at the upper bound the socket is paused, at the lower it goes on. */
    maxUnacknowledged: 8_000,
    resumeUnacknowledged: 4_000,
    /** Pause before what Kafka or PostgreSQL did not take is tried again. */
    retry: { baseMs: 100, limitMs: 5 * SECOND_MS },
    /** Tries of one message on errors that are no outage, before it is set aside. */
    handlingTries: 5,
    /** Meters whose state or token results are written at the same time; they take turns. */
    metersAtOnce: 4,
    drainTimeoutMs: 5 * SECOND_MS,
  },

  quarantine: {
    /** Of a longer message the first bytes are kept. */
    maxPayloadBytes: 64 * 1024,
    maxTopicLength: 256,
    /** Of one meter so many messages are kept whole within so long, and of so many meters it is known; beyond, messages are counted. */
    wholeOfOneMeter: 1_000,
    wholeWithinMs: HOUR_MS,
    metersRemembered: 20_000,
    maxReasonLength: 500,
  },

  retention: {
    purgeEveryMs: HOUR_MS,
    /** Of one kind in one transaction; while there are more, the next one follows at once. */
    purgeRows: 5_000,
  },

  credentials: {
    /** A broker that has not fetched the list of ended certificates for so long takes none at all. */
    revocationListDays: 30,
  },

  brokerAuth: {
    /** A meter's refused topics are written down this often; every refusal is counted. */
    refusalEveryMs: MINUTE_MS,
    refusedMetersRemembered: 10_000,
  },

  /** Of a broker that keeps its own users: how long it may take to change one, how long a change waits for those before it, how many wait. */
  dynamicSecurity: {
    commandTimeoutMs: 5 * SECOND_MS,
    turnTimeoutMs: 10 * SECOND_MS,
    changesQueued: 200,
  },

  /** Identities of meters remembered by the ingest path, and for how long. */
  meters: {
    directoryEntries: 200_000,
    directoryAgeMs: 30 * SECOND_MS,
    /** What would be refused by what is remembered is looked up again, no more often than this of one meter. */
    lookAgainMs: SECOND_MS,
    lookedAgainRemembered: 10_000,
    profilesRemembered: 1_000,
  },

  deviceProfiles: {
    /** Profiles that another instance was told of are followed this often. */
    followEveryMs: 10 * SECOND_MS,
    /** A device whose birth was not heard is asked for it this often; of so many it is known. */
    rebirthEveryMs: MINUTE_MS,
    rebirthsRemembered: 10_000,
  },

  deliveries: {
    perRound: 500,
    /** What is due is looked for when something may be, no more often than this, and by the clock: less and less often while nothing is. */
    leastMs: 100,
    pollMs: SECOND_MS,
    restLimitMs: 10 * SECOND_MS,
    expireEveryMs: 30 * SECOND_MS,
    /** What is planned while somebody says that its meter is there is looked at so soon: longer than a transaction mostly takes that wakes others. */
    secondLookMs: 2 * SECOND_MS,
    /** A transaction that plans may be left waiting by its service for so long. */
    planningMs: 10 * SECOND_MS,
    /** What is planned for a meter that is there does not fall asleep younger: longer than such a transaction ever takes. */
    youngMs: MINUTE_MS,
    /** Times that the next of a meter is looked for, where another settles the one that was it. */
    wakeTries: 5,
    /** Pause before a delivery that the meter has not answered is sent again. */
    retry: { baseMs: 5 * SECOND_MS, limitMs: 5 * MINUTE_MS },
  },

  shadow: {
    /** A meter's word may come so late; when it is older than that, and counts on, it is the meter's clock that went back. */
    maxLatenessMs: DAY_MS,
  },

  presence: {
    sweepEveryMs: 30 * SECOND_MS,
    sweepRows: 500,
    /** When a meter was last seen is right to this. */
    seenEveryMs: SECOND_MS,
    /** How far the clocks of instances may be apart; what is stored of a time further ahead was a wrong clock's. */
    maxSkewMs: MINUTE_MS,
  },

  fleet: {
    /** Changes of counts are added up this often, and so many in a transaction. */
    foldEveryMs: 30 * SECOND_MS,
    foldRows: 10_000,
    /** Messages are counted in steps of this, and written down once in each. */
    messagesEveryMs: 10 * SECOND_MS,
    /** Of the deliveries that have ended, those that were made within so long are counted. */
    deliveriesMs: DAY_MS,
    maxDeliveryRangeMs: MAX_DELIVERY_COUNT_DAYS * DAY_MS,
  },

  readings: {
    /** Months of partitions kept ready ahead of time, and how often that is looked after. */
    monthsAhead: 2,
    monthsEveryMs: HOUR_MS,
    maxRawRangeMs: MAX_RAW_RANGE_DAYS * DAY_MS,
    maxBucketRangeMs: MAX_BUCKET_RANGE_DAYS * DAY_MS,
    defaultRangeMs: DAY_MS,
    /** Other values for one register and time that are written down; more of them say nothing new. */
    contradictionsOfOnePoint: 20,
    /** For so many batches after one that told something again, points are looked for before they are stored. */
    batchesAfterRepetition: 20,
  },

  validation: {
    /** Points before an hour from which it is judged. */
    pointsBefore: 8,
    /** Hours of meters that are summed up in one round, and how often there is one; they follow each other at once while one has waited for so long. */
    hoursAtOnce: 500,
    /** Transactions of one utility in a round, where it fails for some of its meters; and of so many utilities it is known that theirs take long. */
    triesAtOnce: 50,
    slowUtilities: 1_000,
    /** Of those, whose points are read together, and how many points those may be: some meters report every second. */
    hoursInMemory: 25,
    pointsInMemory: 50_000,
    everyMs: 5 * SECOND_MS,
    behindMs: HOUR_MS,
    /** The hours of a meter for which that fails are passed over for so long, and those of so many meters at most. */
    passedOverMs: 5 * MINUTE_MS,
    failingMeters: 1_000,
    /** An hour to which points keep coming is summed up after so long all the same; that they do is written down no more often than that. */
    longestBusyMs: 5 * MINUTE_MS,
    touchEveryMs: SECOND_MS,
    /** Silence is a gap where it is so many times what is usual, and so long at least. */
    gapFactor: 3,
    leastGapMs: 30 * MINUTE_MS,
    /** Estimates are no closer to each other, and fill no longer gap. */
    leastEstimateStepMs: 15 * MINUTE_MS,
    longestEstimatedGapMs: 31 * DAY_MS,
    /** A reading so far ahead of our clock is of a wrong one; one that came so long after its time, and after later ones, is late. */
    clockAheadMs: 5 * MINUTE_MS,
    lateMs: HOUR_MS,
    /** A counter that stands still for so long is flat. */
    flatDays: 7,
  },

  alarms: {
    /** What came so long after its time says nothing of now. */
    lateMs: HOUR_MS,
    /** A phase below that, beside one above, is not connected; no supply falls so low and stays on. */
    unconnectedVolts: '20',
    /** Meters that are away are looked at this often, and so many in a transaction. */
    silenceEveryMs: 10 * SECOND_MS,
    silentAtOnce: 1_000,
    /** Meters that are judged together. */
    metersAtOnce: 500,
  },

  storms: {
    /** Meters that went silent so close to each other are one storm, where they are so many, and half of what hangs there. */
    withinMs: 5 * MINUTE_MS,
    leastMeters: 10,
    /** A meter that is back sooner was not silent, nor is one that is away for less than twice as long as it rests between readings. */
    silentSeconds: 60,
    /** The alarm of a meter that hangs on the network waits so long for others to follow. */
    gatherMs: 2 * MINUTE_MS,
    /** Meters that a storm takes in one transaction, and transactions that follow each other at once while there may be more. */
    takenAtOnce: 5_000,
    transactionsAtOnce: 100,
    /** That a storm has grown is told no more often than this. */
    toldEveryMs: 30 * SECOND_MS,
    /** Its alarms that are acknowledged or cleared in one transaction. */
    settledAtOnce: MAX_STORM_ALARMS_AT_ONCE,
  },

  commands: {
    perRound: 200,
    /** Of so many sent ones, a round's worth each, it is looked at in one round whether their meters have shown that they obeyed. */
    pagesReadBack: 50,
    /** What is due is looked for when something may be, no more often than this, and by the clock: less and less often while nothing is. */
    leastMs: 100,
    pollMs: SECOND_MS,
    restLimitMs: 5 * SECOND_MS,
    /** A new interval is waited for so many times as long as it is. */
    intervalsWaited: 3,
    /** How often a meter that is as it is wished is looked at, one that is away, and how long one that is not is left between two tries. */
    wishSteadyMs: 15 * MINUTE_MS,
    wishAwayMs: MINUTE_MS,
    wishRetry: { baseMs: MINUTE_MS, limitMs: HOUR_MS },
  },
} as const;

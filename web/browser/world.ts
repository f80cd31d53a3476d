import type {
  AudienceInsights,
  AuditEntry,
  CaptionLanguage,
  Chapter,
  FocusInsights,
  Job,
  Me,
  Overview,
  Playback,
  QueueItem,
  Task,
  JobAttempt,
  PastVerdict,
  UploadInfo,
  User,
  UserSession,
  Video,
  Quality,
  Reconciliation,
  VideoInsights,
  ViewerRow,
  Watching,
} from '../src/shared/api/types';
import type { PlayerEvent } from '../src/shared/player/events';
import { texts } from '../src/shared/ui/texts';

/** What the stand-in for the services knows. A test changes it, and looks into what the pages did. */
export type World = {
  me: Me;
  password: string;
  signedIn: boolean;
  tokenSeconds: number;
  mediaToken: string;
  mediaTokenSeconds: number;
  oldMediaTokens: Set<string>;
  videos: Video[];
  playback: Partial<Playback>;
  /** Of every video, and as it would be uploaded. */
  captions: (CaptionLanguage & { text: string })[];
  chapters: Chapter[];
  queue: QueueItem[];
  pastVerdicts: PastVerdict[];
  verdicts: { videoId: string; kind: string; body: unknown }[];
  tasks: Task[];
  taskPeople: { id: string; displayName: string; category: Task['category']; done: number; total: number }[];
  jobs: Job[];
  jobCommands: string[];
  jobEvents: { event: 'job' | 'unit'; data: unknown }[];
  users: User[];
  sessions: UserSession[];
  audit: AuditEntry[];
  /** The entry at which the chain is found broken. */
  auditBrokenAt?: number;
  overview: Overview;
  videoInsights: VideoInsights;
  focus: FocusInsights;
  audience: AudienceInsights;
  quality: { all: Quality; byDevice: { device: string; figures: Quality }[] };
  watching: Watching;
  reconciliation: Reconciliation;
  /** How large every figure of the period before is, against the one asked for. */
  beforeRatio: number;
  viewers: ViewerRow[];
  uploads: (UploadInfo & { url: string; parts: Map<number, number>; content: Buffer[] })[];
  uploadProtocol: 'tus' | 's3-multipart';
  /** Views granted to this world's pages: what an earlier page still sends is not theirs. */
  views: Set<string>;
  events: PlayerEvent[];
  eventBatches: { contentType: string; viewToken: string; count: number }[];
  /** Paths that answer this problem instead: `GET /videos`. */
  problems: Map<string, { status: number; code: string; detail?: string; retryAfter?: number }>;
  delayMs: number;
  /** The network breaks once an upload's request has brought this many bytes, and stays down until told otherwise. */
  cutAfterBytes: number | undefined;
  isDown: boolean;
  log: { method: string; path: string; query: string; authorization: string | undefined }[];
};

const HOUR_MS = 3_600_000;
const now = Date.now();
const at = (hoursAgo: number) => new Date(now - hoursAgo * HOUR_MS).toISOString();
const id = (number: number) => `0190b5a2-0000-7000-8000-${String(number).padStart(12, '0')}`;

const SAID = `WEBVTT

00:00:00.000 --> 00:00:10.000
Mind the blade

00:00:10.000 --> 00:00:24.000
It is sharp
`;
const refusal: Record<string, string> = { reason: 'The sound cannot be understood.', deleteStorage: 'false' };
const actions = Object.keys(texts.audit.actions) as AuditEntry['action'][];

export const PASSWORD = 'correct horse battery staple';

export function person(role: Me['role']): Me {
  return {
    id: id(role === 'ADMIN' ? 1 : role === 'EDITOR' ? 2 : 3),
    email: `${role.toLowerCase()}@fovea.local`,
    displayName: role === 'ADMIN' ? 'Ada Okafor' : role === 'EDITOR' ? 'Edmund Lindqvist' : 'Uma Castellanos',
    role,
    category: 'EMPLOYEE',
    mustChangePassword: false,
  };
}

export function video(number: number, title: string, more: Partial<Video> = {}): Video {
  return {
    id: id(100 + number),
    title,
    description: '',
    status: 'APPROVED',
    category: 'EMPLOYEE',
    generation: 1,
    uploader: { id: id(2), displayName: 'Edmund Lindqvist' },
    durationSeconds: 24,
    width: 1920,
    height: 1080,
    createdAt: at(number * 7 + 1),
    posterUrl: `/media/t1/${id(100 + number)}/1/poster${number % 5 === 0 ? '' : `-${(number % 5) + 1}`}.jpg`.replace(
      '-1.jpg',
      '.jpg',
    ),
    manifestHash: 'a1b2c3',
    playable: true,
    sizeBytes: 22_700_000,
    ...more,
  };
}

function attempts(index: number, isDone: boolean, isRunning: boolean, failed: boolean): JobAttempt[] {
  const worker = `worker-${(index % 2) + 1}`;
  const lost: JobAttempt = {
    worker: 'worker-2',
    startedAt: at(0.42),
    endedAt: at(0.41),
    outcome: 'LOST',
    reason: 'Its worker was not heard of for 15 seconds.',
    logTail: [],
  };
  const last: JobAttempt = {
    worker,
    startedAt: at(0.4 - index * 0.005),
    endedAt: isDone || failed ? at(0.391 - index * 0.005) : undefined,
    outcome: failed ? 'FAILED' : isDone ? 'ACCEPTED' : 'RUNNING',
    ...(failed ? { exitCode: 183, reason: 'The picture breaks off.' } : {}),
    logTail: failed ? ['[h264 @ 0x55a0] error while decoding MB 42 31, bytestream -7', 'Conversion failed!'] : [],
  };
  return index === 3 ? [lost, last] : isDone || isRunning || failed ? [last] : [];
}

function units(total: number, accepted: number, failed = false): Job['units'] {
  const list: Job['units'] = [];
  let from = 0;
  for (let index = 0; index < total; index++) {
    const length = [6, 12, 24][index] ?? 30;
    const isDone = index < accepted;
    const isRunning = !isDone && index < accepted + 2;
    list.push({
      index,
      kind: 'VIDEO',
      fromSeconds: from,
      toSeconds: from + length,
      framesTotal: length * 25,
      state: isDone
        ? 'ACCEPTED'
        : failed && index === accepted
          ? 'FAILED'
          : isRunning && !failed
            ? 'CLAIMED'
            : 'PENDING',
      attempts: index === 3 || (failed && index === accepted) ? 3 : isDone || isRunning ? 1 : 0,
      worker: isDone || isRunning ? `worker-${(index % 2) + 1}` : undefined,
      fps: isDone ? 118.4 + index : undefined,
      startedAt: isDone || isRunning ? at(0.4 - index * 0.005) : undefined,
      endedAt: isDone ? at(0.39 - index * 0.005) : undefined,
      storedBytes: isDone ? 4_200_000 + index * 13_000 : undefined,
      history: attempts(index, isDone, isRunning && !failed, failed && index === accepted),
    });
    from += length;
  }
  list.push({
    index: total,
    kind: 'AUDIO',
    fromSeconds: 0,
    toSeconds: from,
    framesTotal: from * 25,
    state: 'ACCEPTED',
    attempts: 1,
    worker: 'worker-1',
    fps: undefined,
    startedAt: at(0.4),
    endedAt: at(0.38),
    storedBytes: 5_100_000,
    history: attempts(0, true, false, false),
  });
  return list;
}

function job(number: number, title: string, status: Job['status'], accepted: number, total = 22): Job {
  const failed = status === 'FAILED';
  const list = units(total, accepted, failed);
  const running = status === 'STARTED';
  const names: [string, number, number, number][] = [
    ['240p', 426, 240, 300],
    ['360p', 640, 360, 700],
    ['480p', 854, 480, 1400],
    ['720p', 1280, 720, 3000],
    ['1080p', 1920, 1080, 6000],
  ];
  const order = ['probe', 'plan', 'encode', 'package', 'verify', 'publish'];
  const reached = status === 'COMPLETED' ? 6 : 2;
  return {
    id: String(900 + number),
    videoId: id(100 + number),
    generation: 1,
    title,
    filename: `${title}.mp4`,
    status,
    priority: 0,
    pausing: false,
    movedAt: at(0.01),
    fps: running ? 231.4 : undefined,
    etaSeconds: running ? 94 : undefined,
    verification:
      status === 'COMPLETED'
        ? [
            {
              rule: 'HLS 7.4',
              detail: 'Each segment begins with a key frame',
              measured: '102 of 102',
              outcome: 'PASSED',
            },
            {
              rule: 'HLS 8.1',
              detail: 'Durations add up to the source',
              measured: '612.27 s of 612.30 s',
              outcome: 'PASSED',
            },
            {
              rule: 'HLS 1.26',
              detail: 'Bandwidth is what is declared',
              measured: 'at most 4 % off',
              outcome: 'PASSED',
            },
          ]
        : [],
    attempt: failed ? 3 : 1,
    createdAt: at(number * 2),
    startedAt: at(number * 2 - 0.01),
    endedAt: running ? undefined : at(number * 2 - 0.2),
    unitsDone: accepted + 1,
    unitsTotal: total + 1,
    failure: failed
      ? {
          kind: 'SOURCE',
          reason: 'The picture breaks off 4 minutes 12 seconds into the file: it was cut while it was copied.',
          command: 'ffmpeg -nostdin -ss 246.000 -i source.mkv -map 0:v:0 -c:v libx264 -threads 1 -f mp4 s_00008.m4s',
          exitCode: 183,
          logTail: [
            '[matroska @ 0x5581] EBML header parsing failed',
            '[h264 @ 0x55a0] error while decoding MB 42 31, bytestream -7',
            'Error while decoding stream #0:0: Invalid data found when processing input',
            'Conversion failed!',
          ],
        }
      : undefined,
    source: {
      width: 1920,
      height: 1080,
      frameRate: 23.976,
      durationSeconds: 612.3,
      videoCodec: 'h264',
      audioCodec: 'aac',
    },
    steps: order.slice(0, reached + 1).map((name, index) => ({
      name,
      status: index < reached || status === 'COMPLETED' ? 'COMPLETED' : failed ? 'FAILED' : 'STARTED',
      startedAt: at(number * 2 - 0.01 - index * 0.01),
      endedAt: index < reached ? at(number * 2 - 0.02 - index * 0.01) : undefined,
    })),
    renditions: names.map(([name, width, height, bitrateKbps]) => ({
      name,
      width,
      height,
      bitrateKbps,
      passedThrough: false,
      unitsDone: accepted,
      unitsTotal: total,
      storedBytes: accepted * bitrateKbps * 3_600,
    })),
    units: list,
  };
}

function focusAlong(): FocusInsights['alongVideo'] {
  return Array.from({ length: 100 }, (_, point) => ({
    fromSeconds: point * 6.12,
    toSeconds: (point + 1) * 6.12,
    focusedShare: Number((0.44 - 0.3 * Math.exp(-(((point - 45) / 9) ** 2)) - point / 900).toFixed(3)),
    interruptions: point > 38 && point < 52 ? 9 - Math.abs(point - 45) : point % 7 === 3 ? 1 : 0,
  }));
}

function retention(): VideoInsights['retention'] {
  return Array.from({ length: 100 }, (_, point) => {
    const kept = Math.exp(-point / 110) * (point < 6 ? 1 : 0.93);
    const again = point > 38 && point < 52 ? 0.34 * Math.sin(((point - 38) / 14) * Math.PI) : 0;
    return {
      fromSeconds: point * 6.12,
      toSeconds: (point + 1) * 6.12,
      viewers: Math.round(184 * kept),
      rewatchers: Math.round(184 * again),
      audienceWatchRatio: Number((kept * 1.04 + again).toFixed(3)),
      rewatchRatio: Number((kept * 0.04 + again).toFixed(3)),
    };
  });
}

function quality(views: number, startupMsMedian: number): Quality {
  return {
    views,
    started: Math.round(views * 0.98),
    startupMsMedian,
    startupMsP95: startupMsMedian * 4.6,
    rebuffers: Math.round(views * 0.13),
    rebufferMs: views * 1_254,
    rebufferRatio: 0.0031 + startupMsMedian / 400_000,
    viewsWithRebuffer: Math.round(views * 0.08),
    errors: Math.round(views * 0.017),
    viewsWithError: Math.round(views * 0.013),
  };
}

/** The hours of two days; the one that is not over is not settled. */
function reconciled(missing: number): Reconciliation {
  const end = Math.floor(now / HOUR_MS) * HOUR_MS;
  const hours = Array.from({ length: 40 }, (_, index) => {
    const ms = end - (39 - index) * HOUR_MS;
    const ofDay = new Date(ms).getUTCHours();
    const accepted = ofDay < 5 ? 0 : Math.round(1_800 * Math.sin(((ofDay - 5) / 19) * Math.PI)) + 214;
    const lost = index === 30 ? missing : 0;
    return {
      hour: new Date(ms).toISOString(),
      accepted,
      inKafka: accepted,
      inClickHouse: accepted - lost,
      deadLettered: index === 33 ? 2 : 0,
      late: index % 17 === 4 ? 11 : 0,
      missing: lost,
      settled: index < 39,
    };
  });
  return { from: hours[0]?.hour ?? at(40), to: at(0), alert: missing > 0, lag: 0, missing, hours };
}

export const withGap = reconciled(37);

export function newWorld(role: Me['role'] = 'ADMIN'): World {
  const mine = { id: person(role).id, displayName: person(role).displayName };
  const videos = [
    video(0, 'Changing the blade of the band saw', {
      description:
        'Lock out the machine first. Then follow the five steps shown here; the blade is sharper than it looks.\n\nQuestions: ask Edmund.',
      resumeAtSeconds: 9.5,
    }),
    video(1, 'Welcome: your first week', { category: 'INTERN', durationSeconds: 312 }),
    video(2, 'How the new ordering page works', { category: 'DEALER', durationSeconds: 641, resumeAtSeconds: 200 }),
    video(3, 'Reading the pressure gauge without guessing', { category: 'TECHNICIAN', durationSeconds: 188 }),
    video(4, 'Quarterly results, told in eight minutes', {
      category: 'STAKEHOLDER',
      durationSeconds: 483,
      status: 'READY',
      uploader: mine,
    }),
    video(5, 'Fire drill: where to go and what to leave behind', { durationSeconds: 95 }),
    video(6, 'Delivery papers for vendors', { category: 'VENDOR', durationSeconds: 257 }),
    video(7, 'Big Buck Bunny, as a picture and sound check', {
      durationSeconds: undefined,
      posterUrl: undefined,
      status: 'PROCESSING',
      playable: false,
      progress: { unitsDone: 9, unitsTotal: 23 },
      uploader: mine,
    }),
    video(8, 'Night shift handover', {
      status: 'REJECTED',
      statusReason: 'The sound cannot be understood from minute two on: please record it again with the headset.',
      uploader: mine,
      durationSeconds: 402,
      playable: false,
    }),
    video(9, 'Torque wrench, the common mistakes', {
      status: 'FAILED',
      statusReason: 'The picture breaks off 4 minutes 12 seconds into the file.',
      durationSeconds: undefined,
      posterUrl: undefined,
      playable: false,
      uploader: mine,
    }),
  ];
  const waiting: [number, string, QueueItem['category'], number][] = [
    [4, 'Quarterly results, told in eight minutes', 'STAKEHOLDER', 483],
    [10, 'Cleaning the filter housing', 'TECHNICIAN', 143],
    [11, 'What changes for dealers in spring', 'DEALER', 377],
    [12, 'A tour of the warehouse', 'INTERN', 521],
  ];
  const days = Array.from({ length: 28 }, (_, index) => {
    const date = new Date(now - (27 - index) * 24 * HOUR_MS);
    const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6;
    const views = Math.round((weekend ? 14 : 62) + 18 * Math.sin(index / 3) + index);
    return {
      date: date.toISOString().slice(0, 10),
      playedMs: views * 214_000,
      views,
      viewers: Math.round(views * 0.7),
    };
  });
  return {
    me: person(role),
    password: PASSWORD,
    signedIn: true,
    tokenSeconds: 600,
    mediaToken: 't1',
    mediaTokenSeconds: 3_600,
    oldMediaTokens: new Set(),
    videos,
    playback: {},
    captions: [
      { language: 'en', label: 'English', isDefault: false, cues: 2, text: SAID },
      { language: 'de', label: 'Deutsch', isDefault: false, cues: 1, text: SAID.replace('Mind', 'Achtung:') },
    ],
    chapters: [
      { startSeconds: 0, title: 'What you need' },
      { startSeconds: 8, title: 'Taking the blade off' },
      { startSeconds: 16.5, title: 'Putting the new one on' },
    ],
    queue: waiting.map(([number, title, category, durationSeconds]) => ({
      videoId: id(100 + number),
      generation: 1,
      title,
      description: 'Recorded last week. The first minute can be skipped.',
      category,
      uploader: {
        id: id(20 + number),
        displayName: ['Priya Raman', 'Tom Becker', 'Noor Haddad', 'Jo Lund'][number % 4] ?? '',
      },
      durationSeconds,
      manifestHash: 'a1b2c3',
      status: 'READY',
      readyAt: at(number),
      createdAt: at(number + 1),
    })),
    pastVerdicts: [
      {
        generation: 1,
        outcome: 'REJECTED',
        reason: 'The sound cannot be understood.',
        deleteStorage: false,
        moderatorName: 'Edmund Lindqvist',
        at: at(30),
      },
    ],
    verdicts: [],
    tasks: [
      {
        id: id(700),
        title: 'Before your first shift at the saw',
        description: 'Watch them in this order, and ask Ada when something is unclear.',
        dueAt: at(-49),
        createdBy: 'Edmund Lindqvist',
        createdAt: at(80),
        category: 'EMPLOYEE',
        people: [],
        videos: [0, 5, 2].map((number, index) => ({
          videoId: id(100 + number),
          title: videos[number]?.title ?? '',
          durationSeconds: videos[number]?.durationSeconds ?? 60,
          posterUrl: videos[number]?.posterUrl,
          watchedRatio: [1, 0.42, 0][index] ?? 0,
          done: index === 0,
        })),
        done: 1,
      },
      {
        id: id(701),
        title: 'Fire drill, once a year',
        description: '',
        dueAt: at(30),
        createdBy: 'Ada Okafor',
        createdAt: at(900),
        people: [{ id: id(4), displayName: 'Priya Raman', category: 'TECHNICIAN' }],
        videos: [
          { videoId: id(105), title: 'Fire drill: where to go', durationSeconds: 95, watchedRatio: 0, done: false },
        ],
        done: 0,
      },
    ],
    taskPeople: [
      { id: id(3), displayName: 'Uma Castellanos', category: 'EMPLOYEE', done: 1, total: 3 },
      { id: id(4), displayName: 'Priya Raman', category: 'EMPLOYEE', done: 3, total: 3 },
    ],
    jobs: [
      job(7, 'Big Buck Bunny, as a picture and sound check', 'STARTED', 8),
      job(9, 'Torque wrench, the common mistakes', 'FAILED', 8),
      job(0, 'Changing the blade of the band saw', 'COMPLETED', 22),
      job(2, 'How the new ordering page works', 'COMPLETED', 22),
      job(3, 'Reading the pressure gauge without guessing', 'STOPPED', 13),
    ],
    jobCommands: [],
    jobEvents: [],
    users: [
      ...(['ADMIN', 'EDITOR', 'USER'] as const).map((one) => ({
        ...person(one),
        enabled: true,
        createdAt: at(900),
        lastSignInAt: at(one === 'ADMIN' ? 0.1 : 26),
      })),
      {
        id: id(4),
        email: 'priya.raman@example.org',
        displayName: 'Priya Raman',
        role: 'USER',
        category: 'TECHNICIAN',
        enabled: true,
        mustChangePassword: true,
        createdAt: at(30),
      },
      {
        id: id(5),
        email: 'tom.becker@example.org',
        displayName: 'Tom Becker',
        role: 'USER',
        category: 'DEALER',
        enabled: false,
        mustChangePassword: false,
        createdAt: at(2000),
        lastSignInAt: at(700),
      },
    ],
    sessions: [
      {
        id: id(600),
        openedAt: at(2),
        expiresAt: at(-700),
        usedAt: at(0.1),
        address: '192.0.2.17',
        userAgent:
          'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0 Safari/537.36',
      },
      { id: id(601), openedAt: at(70), expiresAt: at(-600), address: '2001:db8::17', userAgent: '' },
    ],
    audit: Array.from({ length: 14 }, (_, index) => ({
      sequence: 214 - index,
      at: at(index * 3.3),
      actorId: index === 5 ? undefined : id((index % 3) + 1),
      actorName: index === 5 ? undefined : ['Ada Okafor', 'Edmund Lindqvist', 'Uma Castellanos'][index % 3],
      action: actions[(index * 4 + 9) % actions.length] ?? 'SIGNED_IN',
      subjectType: index % 2 === 0 ? 'VIDEO' : 'USER',
      subjectId: id(100 + index),
      detail: index % 5 === 3 ? refusal : {},
      previousHash: `${(index * 7919 + 17).toString(16).padStart(8, '0')}9c0ffee`.repeat(4),
      hash: `${(index * 104729 + 31).toString(16).padStart(8, '0')}5eed5ee`.repeat(4),
    })),
    overview: {
      playedMs: days.reduce((sum, one) => sum + one.playedMs, 0),
      uniqueMs: days.reduce((sum, one) => sum + one.playedMs * 0.84, 0),
      views: days.reduce((sum, one) => sum + one.views, 0),
      viewers: 318,
      completionRate: 0.734,
      focusedMs: 93 * HOUR_MS,
      perDay: days,
      topVideos: videos.slice(0, 6).map((one, index) => ({
        videoId: one.id,
        title: one.title,
        playedMs: (6 - index) * 5.3 * HOUR_MS,
        views: 240 - index * 31,
        completionRate: 0.91 - index * 0.07,
      })),
      liveViewers: 3,
      from: at(720),
      to: at(0),
    },
    videoInsights: {
      videoId: id(100),
      title: 'Changing the blade of the band saw',
      durationSeconds: 612,
      playedMs: 26.4 * HOUR_MS,
      uniqueMs: 21.9 * HOUR_MS,
      views: 236,
      viewers: 184,
      completionRate: 0.69,
      retention: retention(),
      focus: { sessions: 61, focusedMs: 8.2 * HOUR_MS, interruptions: 87, longestMs: 0.7 * HOUR_MS },
      startupMsMedian: 412,
      rebufferRatio: 0.0031,
      quality: {
        views: 236,
        started: 231,
        startupMsMedian: 412,
        startupMsP95: 1_900,
        rebuffers: 31,
        rebufferMs: 296_000,
        rebufferRatio: 0.0031,
        viewsWithRebuffer: 19,
        errors: 4,
        viewsWithError: 3,
      },
    },
    focus: {
      sessions: 61,
      focusedMs: 8.2 * HOUR_MS,
      sessionMs: 9.1 * HOUR_MS,
      focusRatio: 0.901,
      interruptions: 87,
      interruptionsPerTenMinutes: 1.59,
      byCause: { tabHidden: 41, windowBlurred: 26, fullscreenLeft: 9, pausedAway: 11 },
      longestMs: 0.7 * HOUR_MS,
      alongVideo: focusAlong(),
      perVideo: videos.slice(0, 5).map((one, index) => ({
        videoId: one.id,
        title: one.title,
        sessions: 61 - index * 9,
        sessionMs: (9 - index) * HOUR_MS,
        focusedMs: (8 - index) * HOUR_MS,
        longestMs: 0.7 * HOUR_MS,
        focusRatio: 0.93 - index * 0.05,
        interruptions: 87 - index * 12,
        interruptionsPerTenMinutes: 1.59 - index * 0.17,
      })),
    },
    audience: {
      byCategory: [
        { category: 'EMPLOYEE', viewers: 121, views: 160, playedMs: 14.2 * HOUR_MS },
        { category: 'TECHNICIAN', viewers: 63, views: 76, playedMs: 12.2 * HOUR_MS },
      ],
      byDevice: [
        { device: 'desktop', viewers: 140, views: 177, playedMs: 19.8 * HOUR_MS },
        { device: 'mobile', viewers: 39, views: 48, playedMs: 5.1 * HOUR_MS },
        { device: 'tablet', viewers: 9, views: 11, playedMs: 1.5 * HOUR_MS },
      ],
      byRegion: [{ region: 'unknown', viewers: 184, views: 236, playedMs: 26.4 * HOUR_MS }],
    },
    quality: {
      all: quality(2_112, 412),
      byDevice: [
        { device: 'desktop', figures: quality(1_521, 380) },
        { device: 'mobile', figures: quality(402, 690) },
        { device: 'tablet', figures: quality(189, 520) },
        {
          device: 'tv',
          figures: { ...quality(4, 0), started: 0, startupMsMedian: undefined, startupMsP95: undefined },
        },
      ],
    },
    watching: {
      at: at(0),
      viewers: 3,
      videos: [
        { videoId: id(100), title: 'Changing the blade of the band saw', viewers: 2 },
        { videoId: id(105), title: 'Fire drill: where to go and what to leave behind', viewers: 1 },
      ],
    },
    reconciliation: reconciled(0),
    beforeRatio: 0.8,
    viewers: ['Priya Raman', 'Tom Becker', 'Noor Haddad', 'Jo Lund', 'Ines Duarte'].map((displayName, index) => ({
      viewerId: id(40 + index),
      displayName,
      category: 'TECHNICIAN',
      views: 3 - (index % 3),
      playedMs: (14 - index * 2) * 60_000,
      uniqueMs: (10.2 - index * 1.7) * 60_000,
      completion: Math.max(0.1, 1 - index * 0.17),
      lastWatchedAt: at(index * 5 + 0.2),
      lastViewId: id(600 + index),
    })),
    uploads: [],
    uploadProtocol: 'tus',
    views: new Set(),
    events: [],
    eventBatches: [],
    problems: new Map(),
    delayMs: 0,
    cutAfterBytes: undefined,
    isDown: false,
    log: [],
  };
}

export function emptyWorld(role: Me['role'] = 'ADMIN'): World {
  const world = newWorld(role);
  const nothing = { playedMs: 0, uniqueMs: 0, views: 0, viewers: 0, completionRate: 0 };
  return {
    ...world,
    videos: [],
    queue: [],
    tasks: [],
    jobs: [],
    users: [],
    audit: [],
    viewers: [],
    overview: { ...nothing, from: at(720), to: at(0), focusedMs: 0, perDay: [], topVideos: [], liveViewers: 0 },
    videoInsights: {
      ...world.videoInsights,
      ...nothing,
      retention: [],
      focus: { sessions: 0, focusedMs: 0, interruptions: 0, longestMs: 0 },
      startupMsMedian: undefined,
      rebufferRatio: undefined,
    },
    focus: {
      ...world.focus,
      sessions: 0,
      focusedMs: 0,
      sessionMs: 0,
      focusRatio: 0,
      interruptions: 0,
      byCause: { tabHidden: 0, windowBlurred: 0, fullscreenLeft: 0, pausedAway: 0 },
      longestMs: 0,
      perVideo: [],
      alongVideo: [],
    },
    audience: { byCategory: [], byDevice: [], byRegion: [] },
    quality: { all: { ...quality(0, 0), startupMsMedian: undefined, startupMsP95: undefined }, byDevice: [] },
    watching: { at: at(0), viewers: 0, videos: [] },
    reconciliation: { ...world.reconciliation, hours: [] },
  };
}

/** The shapes of docs/api.md. Names are those on the wire; an absent field may also come as null. */

export type Role = 'ADMIN' | 'EDITOR' | 'USER';
export const ROLES: readonly Role[] = ['USER', 'EDITOR', 'ADMIN'];

export type Category = 'DEALER' | 'EMPLOYEE' | 'TECHNICIAN' | 'STAKEHOLDER' | 'INTERN' | 'VENDOR';
export const CATEGORIES: readonly Category[] = ['DEALER', 'EMPLOYEE', 'INTERN', 'STAKEHOLDER', 'TECHNICIAN', 'VENDOR'];

export type Page<T> = { items: T[]; next?: string | null };

export type Me = {
  id: string;
  email: string;
  displayName: string;
  role: Role;
  category: Category;
  mustChangePassword: boolean;
};

export type VideoStatus = 'UPLOADING' | 'UPLOADED' | 'PROCESSING' | 'FAILED' | 'READY' | 'APPROVED' | 'REJECTED';
export const VIDEO_STATUSES: readonly VideoStatus[] = [
  'UPLOADING',
  'UPLOADED',
  'PROCESSING',
  'FAILED',
  'READY',
  'APPROVED',
  'REJECTED',
];

export type Person = { id: string; displayName: string };

export type Video = {
  id: string;
  title: string;
  description?: string | null;
  status: VideoStatus;
  statusReason?: string | null;
  category: Category;
  generation: number;
  approvedGeneration?: number | null;
  uploader: Person;
  durationSeconds?: number | null;
  width?: number | null;
  height?: number | null;
  createdAt: string;
  posterUrl?: string | null;
  manifestHash?: string | null;
  progress?: { unitsDone: number; unitsTotal: number } | null;
  sizeBytes?: number | null;
  resumeAtSeconds?: number | null;
  playable: boolean;
};

export type Caption = { url: string; language: string; label: string; isDefault: boolean };

export type Chapter = { startSeconds: number; title: string };

/** Captions as their editor sees them. */
export type CaptionLanguage = { language: string; label: string; isDefault: boolean; cues: number };

export type Playback = {
  hls: string;
  dash?: string | null;
  storyboard?: string | null;
  poster?: string | null;
  captions: Caption[];
  chaptersUrl?: string | null;
  chapters: Chapter[];
  resumeAtSeconds?: number | null;
  viewId: string;
  viewToken: string;
  expiresAt: string;
  durationSeconds?: number | null;
};

/** The beginning of a film that is still being encoded. */
export type Preview = { hls: string; readySeconds: number; complete: boolean; expiresAt: string };

export type PlaybackRenewal = { hls: string; expiresAt: string; viewToken: string };

export type UploadCreated = {
  videoId: string;
  generation: number;
  protocol: 'tus' | 's3-multipart';
  url?: string | null;
  partSizeBytes?: number | null;
  partsTotal?: number | null;
};

export type UploadInfo = {
  videoId: string;
  generation: number;
  protocol: 'tus' | 's3-multipart';
  state: 'RECEIVING' | 'COMPLETE' | 'ABANDONED';
  sizeBytes: number;
  receivedBytes: number;
  filename: string;
  partSizeBytes?: number | null;
};

export type QueueItem = {
  videoId: string;
  generation: number;
  title: string;
  description?: string | null;
  category: Category;
  uploader: Person;
  durationSeconds?: number | null;
  manifestHash?: string | null;
  status: VideoStatus;
  statusReason?: string | null;
  readyAt?: string | null;
  createdAt: string;
};

export type User = {
  id: string;
  email: string;
  displayName: string;
  role: Role;
  category: Category;
  enabled: boolean;
  mustChangePassword: boolean;
  createdAt: string;
  lastSignInAt?: string | null;
};

export type UserCreated = User & { initialPassword?: string | null };

export const AUDIT_ACTIONS = [
  'SIGNED_IN',
  'SIGN_IN_FAILED',
  'SIGN_IN_THROTTLED',
  'SIGNED_OUT',
  'SESSION_REUSED',
  'PASSWORD_CHANGED',
  'PASSWORD_RESET',
  'USER_CREATED',
  'USER_CHANGED',
  'VIDEO_APPROVED',
  'VIDEO_REJECTED',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export type AuditEntry = {
  sequence: number;
  at: string;
  actorId?: string | null;
  actorName?: string | null;
  action: AuditAction;
  subjectType: string;
  subjectId: string;
  detail?: Record<string, unknown> | null;
  previousHash?: string | null;
  hash: string;
};

export type AuditVerification = { entries: number; valid: boolean; brokenAt?: number | null };

export type JobStatus = 'STARTING' | 'STARTED' | 'STOPPING' | 'STOPPED' | 'FAILED' | 'COMPLETED';
export const JOB_STATUSES: readonly JobStatus[] = ['STARTING', 'STARTED', 'STOPPING', 'STOPPED', 'FAILED', 'COMPLETED'];

export type JobFailure = {
  kind: 'SOURCE' | 'RESOURCE' | 'TRANSIENT' | 'INTERNAL';
  reason: string;
  command?: string | null;
  exitCode?: number | null;
  logTail?: string[] | null;
};

export type Job = {
  id: string;
  videoId: string;
  generation: number;
  title?: string | null;
  status: JobStatus;
  attempt: number;
  createdAt: string;
  startedAt?: string | null;
  endedAt?: string | null;
  unitsDone: number;
  unitsTotal: number;
  failure?: JobFailure | null;
  source?: {
    width: number;
    height: number;
    frameRate: number;
    durationSeconds: number;
    videoCodec: string;
    audioCodec?: string | null;
  } | null;
};

export type JobStep = { name: string; status: string; startedAt?: string | null; endedAt?: string | null };

export type JobRendition = {
  name: string;
  width: number;
  height: number;
  bitrateKbps: number;
  unitsDone: number;
  unitsTotal: number;
  storedBytes: number;
};

export type UnitState = 'PENDING' | 'CLAIMED' | 'ACCEPTED' | 'FAILED';

export type JobUnit = {
  index: number;
  kind: 'VIDEO' | 'AUDIO';
  fromSeconds: number;
  toSeconds: number;
  state: UnitState;
  attempts: number;
  worker?: string | null;
  fps?: number | null;
  startedAt?: string | null;
  endedAt?: string | null;
  storedBytes?: number | null;
};

export type JobDetail = Job & { steps: JobStep[]; renditions: JobRendition[]; units: JobUnit[] };

export type Overview = {
  playedMs: number;
  uniqueMs: number;
  views: number;
  viewers: number;
  completionRate?: number | null;
  focusedMs: number;
  perDay: { date: string; playedMs: number; views: number; viewers: number }[];
  topVideos: {
    videoId: string;
    title?: string | null;
    playedMs: number;
    views: number;
    completionRate?: number | null;
  }[];
  liveViewers: number;
};

export type RetentionPoint = {
  fromSeconds: number;
  toSeconds: number;
  viewers: number;
  audienceWatchRatio: number;
  rewatchRatio: number;
};

export type VideoInsights = {
  videoId: string;
  title?: string | null;
  durationSeconds?: number | null;
  playedMs: number;
  uniqueMs: number;
  views: number;
  viewers: number;
  completionRate?: number | null;
  retention: RetentionPoint[];
  focus: { sessions: number; focusedMs: number; interruptions: number };
  startupMsMedian?: number | null;
  rebufferRatio?: number | null;
};

export type FocusInsights = {
  sessions: number;
  focusedMs: number;
  sessionMs: number;
  focusRatio?: number | null;
  interruptions: number;
  byCause: { tabHidden: number; windowBlurred: number; fullscreenLeft: number; pausedAway: number };
  longestMs: number;
  perVideo: {
    videoId: string;
    title?: string | null;
    sessions: number;
    focusRatio?: number | null;
    interruptions: number;
  }[];
};

type AudienceCount = { viewers: number; views: number; playedMs: number };

export type AudienceInsights = {
  byCategory: (AudienceCount & { category: string })[];
  byDevice: (AudienceCount & { device: string })[];
  byRegion: (AudienceCount & { region: string })[];
};

export type ViewerRow = {
  viewerId: string;
  displayName?: string | null;
  category?: string | null;
  views: number;
  playedMs: number;
  uniqueMs: number;
  completion?: number | null;
  lastWatchedAt: string;
};

/** Short names for the shapes of the OpenAPI document. What is not there is absent, never null. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Me = Schemas['Me'];
export type Role = Me['role'];
export const ROLES = ['USER', 'EDITOR', 'ADMIN'] as const satisfies readonly Role[];

export type Category = Me['category'];
export const CATEGORIES = [
  'DEALER',
  'EMPLOYEE',
  'INTERN',
  'STAKEHOLDER',
  'TECHNICIAN',
  'VENDOR',
] as const satisfies readonly Category[];

export type Video = Schemas['Video'];
export type VideoStatus = Video['status'];
export const VIDEO_STATUSES = [
  'UPLOADING',
  'UPLOADED',
  'PROCESSING',
  'FAILED',
  'READY',
  'APPROVED',
  'REJECTED',
] as const satisfies readonly VideoStatus[];

export type Playback = Schemas['Playback'];
export type Chapter = Playback['chapters'][number];
export type CaptionLanguage = Schemas['CaptionLanguage'];
export type PlaybackRenewal = Schemas['Renewed'];
export type UploadCreated = Schemas['UploadCreated'];
export type UploadInfo = Schemas['Upload'];
export type QueueItem = Schemas['QueueItem'];
export type PastVerdict = Schemas['PastVerdict'];
export type Task = Schemas['Task'];
export type User = Schemas['User'];
export type UserSession = Schemas['OpenSession'];

export type AuditEntry = Schemas['AuditRow'];
export type AuditAction = AuditEntry['action'];
export type AuditVerification = Schemas['Verification'];

export type Job = Schemas['JobView'];
export type JobStatus = Job['status'];
export const JOB_STATUSES = [
  'STARTING',
  'STARTED',
  'STOPPING',
  'STOPPED',
  'FAILED',
  'COMPLETED',
] as const satisfies readonly JobStatus[];
export type JobFailure = Schemas['Failure'];
export const FAILURE_KINDS = [
  'SOURCE',
  'RESOURCE',
  'TRANSIENT',
  'INTERNAL',
] as const satisfies readonly JobFailure['kind'][];
export type JobStep = Schemas['StepView'];
export type JobRendition = Schemas['RenditionView'];
export type JobUnit = Schemas['UnitView'];
export type UnitState = JobUnit['state'];
export type JobAttempt = Schemas['AttemptView'];
export type JobCheck = Schemas['Check'];

export type Overview = Schemas['Overview'];
export type VideoInsights = Schemas['VideoChart'];
export type RetentionPoint = Schemas['Point'];
export type FocusInsights = Schemas['FocusChart'];
export type FocusPoint = Schemas['FocusPoint'];
export type AudienceInsights = Schemas['AudienceChart'];
export type ViewerRow = Schemas['Viewer'];
export type Quality = Schemas['Figures'];
export type Reconciliation = Schemas['Reconciliation'];
export type ReconciledHour = Schemas['Hour'];
/** What the stream of live viewers tells; the document does not describe streams. */
export type Watching = { at: string; viewers: number; videos: { videoId: string; title?: string; viewers: number }[] };

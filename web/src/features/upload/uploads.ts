import { api } from '../../shared/api/client';
import { type Problem, problemOf } from '../../shared/api/problem';
import type { Category, UploadCreated, UploadInfo } from '../../shared/api/types';
import { partStoreOf } from './partStore';
import { PartsSender } from './partsSender';
import type { Sender, SenderEvents } from './sender';
import { SpeedMeter, titleOf } from './speed';
import { tusSender } from './tusSender';

export type UploadState =
  | { kind: 'draft' }
  | { kind: 'waiting' }
  | { kind: 'preparing' }
  | { kind: 'sending'; sentBytes: number; bytesPerSecond: number | undefined }
  | { kind: 'paused'; sentBytes: number }
  | { kind: 'offline'; sentBytes: number }
  | { kind: 'done'; videoId: string }
  | { kind: 'failed'; problem: Problem; sentBytes: number };

export type Replaced = { id: string; title: string };

/** A file on its way. `unfinished` is the upload it continues. */
export type UploadItem = {
  id: number;
  file: File;
  title: string;
  description: string;
  category: Category | '';
  unfinished: UploadInfo | undefined;
  /** The video whose file this one replaces; it keeps what is written of it. */
  replaces: Replaced | undefined;
  videoId: string | undefined;
  /** As the server has it. */
  saved: { title: string; description: string } | undefined;
  state: UploadState;
};

/** More at once would only make each slower. */
const AT_ONCE = 2;
/** Progress is shown this often; the browser tells it much oftener. */
const SHOWN_EVERY_MS = 250;

/** All uploads of this tab. They live beside the pages, so that they go on while one looks at something else. */
class Uploads {
  private items: readonly UploadItem[] = [];
  private readonly senders = new Map<number, Sender>();
  private readonly listeners = new Set<() => void>();
  private lastId = 0;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): readonly UploadItem[] => this.items;

  /** The same file of an unfinished upload continues it: told by name and size. */
  add(files: Iterable<File>, unfinished: readonly UploadInfo[], replaces?: Replaced): void {
    for (const file of replaces === undefined ? files : [...files].slice(0, 1)) {
      this.lastId += 1;
      const continued = unfinished.find((one) => this.mayContinue(one, file));
      const item: UploadItem = {
        id: this.lastId,
        file,
        title: replaces?.title ?? titleOf(file.name),
        description: '',
        category: '',
        unfinished: continued,
        replaces,
        videoId: undefined,
        saved: undefined,
        state: { kind: 'draft' },
      };
      this.become([...this.items, item]);
    }
  }

  edit(id: number, change: Partial<Pick<UploadItem, 'title' | 'description' | 'category'>>): void {
    this.patch(id, change);
  }

  /** What is written of a video whose bytes are on their way, or here already. */
  async save(id: number): Promise<void> {
    const item = this.find(id);
    if (item?.videoId !== undefined) {
      await api.patch('/videos/{id}', {
        path: { id: item.videoId },
        headers: { 'If-Match': '*' },
        body: { title: item.title.trim(), description: item.description.trim() },
      });
      this.patch(id, { saved: { title: item.title, description: item.description } });
    }
  }

  remove(id: number): void {
    this.senders.get(id)?.pause();
    this.senders.delete(id);
    this.become(this.items.filter((item) => item.id !== id));
    this.next();
  }

  /** Forgets what was sent, here and on the server. */
  async discard(id: number): Promise<void> {
    const videoId = this.find(id)?.videoId;
    this.remove(id);
    if (videoId !== undefined) {
      await api.delete('/uploads/{id}', { path: { id: videoId } });
    }
  }

  startDrafts(): void {
    for (const { id, state } of this.items) {
      if (state.kind === 'draft') {
        this.patch(id, { state: { kind: 'waiting' } });
      }
    }
    this.next();
  }

  pause(id: number): void {
    this.senders.get(id)?.pause();
    this.patch(id, { state: { kind: 'paused', sentBytes: sentBytesOf(this.find(id)) } });
    this.next();
  }

  resume(id: number): void {
    this.patch(id, { state: { kind: 'waiting' } });
    this.next();
  }

  private mayContinue(one: UploadInfo, file: File): boolean {
    const taken = this.items.some((item) => item.unfinished?.videoId === one.videoId || item.videoId === one.videoId);
    return !taken && one.filename === file.name && one.sizeBytes === file.size;
  }

  private next(): void {
    const free = AT_ONCE - this.items.filter(({ state }) => isBusy(state)).length;
    for (const item of this.items.filter(({ state }) => state.kind === 'waiting').slice(0, Math.max(0, free))) {
      this.patch(item.id, { state: { kind: 'preparing' } });
      void this.begin(item);
    }
  }

  private async begin(item: UploadItem): Promise<void> {
    try {
      const sender = this.senders.get(item.id) ?? (await this.senderFor(item));
      this.senders.set(item.id, sender);
      if (this.find(item.id)?.state.kind === 'preparing') {
        sender.start();
      }
    } catch (thrown) {
      this.fail(item.id, problemOf(thrown));
    }
  }

  private async senderFor(item: UploadItem): Promise<Sender> {
    const { id, file, unfinished } = item;
    const created: UploadCreated = unfinished ?? (await create(item));
    const { title, description } = item;
    this.patch(id, { videoId: created.videoId, saved: { title, description } });
    const events = this.eventsOf(id);
    if (created.protocol === 's3-multipart') {
      return new PartsSender(file, created.partSizeBytes ?? file.size, partStoreOf(created.videoId), events);
    }
    const url = new URL(created.url ?? `/api/v1/uploads/${created.videoId}`, location.href);
    return tusSender(file, url.href, events);
  }

  private eventsOf(id: number): SenderEvents {
    const meter = new SpeedMeter();
    let shownAtMs = 0;
    return {
      onProgress: (sentBytes) => {
        const nowMs = performance.now();
        meter.see(nowMs, sentBytes);
        if (nowMs - shownAtMs >= SHOWN_EVERY_MS || this.find(id)?.state.kind !== 'sending') {
          shownAtMs = nowMs;
          this.patch(id, { state: { kind: 'sending', sentBytes, bytesPerSecond: meter.bytesPerSecond() } });
        }
      },
      onOffline: () => {
        this.patch(id, { state: { kind: 'offline', sentBytes: sentBytesOf(this.find(id)) } });
      },
      onDone: () => {
        this.patch(id, { state: { kind: 'done', videoId: this.find(id)?.videoId ?? '' } });
        this.senders.delete(id);
        this.next();
      },
      onFailed: (problem) => {
        this.fail(id, problem);
      },
    };
  }

  private fail(id: number, problem: Problem): void {
    this.patch(id, { state: { kind: 'failed', problem, sentBytes: sentBytesOf(this.find(id)) } });
    this.next();
  }

  private find(id: number): UploadItem | undefined {
    return this.items.find((item) => item.id === id);
  }

  private patch(id: number, change: Partial<UploadItem>): void {
    this.become(this.items.map((item) => (item.id === id ? { ...item, ...change } : item)));
  }

  private become(items: readonly UploadItem[]): void {
    this.items = items;
    this.listeners.forEach((listener) => {
      listener();
    });
  }
}

/** The video exists from here on, with its metadata; the bytes follow. */
function create({ title, description, category, file, replaces }: UploadItem): Promise<UploadCreated> {
  const source = {
    filename: file.name,
    sizeBytes: file.size,
    contentType: file.type === '' ? 'application/octet-stream' : file.type,
  };
  if (replaces !== undefined) {
    return api.post('/videos/{id}/replacement', { path: { id: replaces.id }, body: source });
  }
  return api.post('/uploads', {
    body: {
      title: title.trim(),
      ...(description.trim() === '' ? {} : { description: description.trim() }),
      ...source,
      ...(category === '' ? {} : { category }),
    },
  });
}

export function isBusy({ kind }: UploadState): boolean {
  return kind === 'preparing' || kind === 'sending' || kind === 'offline';
}

export function sentBytesOf(item: UploadItem | undefined): number {
  switch (item?.state.kind) {
    case 'sending':
    case 'paused':
    case 'offline':
    case 'failed':
      return item.state.sentBytes;
    case 'done':
      return item.file.size;
    default:
      return item?.unfinished?.receivedBytes ?? 0;
  }
}

export const uploads = new Uploads();

window.addEventListener('beforeunload', (event) => {
  if (uploads.current().some(({ state }) => isBusy(state))) {
    event.preventDefault();
  }
});

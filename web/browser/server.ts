import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { PlayerEvent } from '../src/shared/player/events';
import type { Chapter, Job, JobFailure, Task, User } from '../src/shared/api/types';
import type { World } from './world';

/**
 * A stand-in for the services, for tests of the pages only: the built pages under the product's content security policy,
 * and docs/api.md answered from a {@link World}. It is a real HTTP server, since what a page sends while it closes cannot
 * be seen by a mocked `fetch`.
 */
const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "require-trusted-types-for 'script'",
  'trusted-types default',
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "font-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join('; ');

const pages = join(import.meta.dirname, '../target/classes/static');
const clip = join(import.meta.dirname, 'clip');
const TUS = { 'Tus-Resumable': '1.0.0' };

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.m4s': 'video/mp4',
  '.mp4': 'video/mp4',
  '.vtt': 'text/vtt',
  '.jpg': 'image/jpeg',
};

type Call = { method: string; path: string; query: URLSearchParams; body: Buffer; request: IncomingMessage };
type Answer = { status?: number; json?: unknown; headers?: Record<string, string>; body?: Buffer | string };

export class StandIn {
  world: World;
  private readonly server: Server;
  /** The other site that may frame the player. */
  framedBy = '';
  private lastToken = 0;

  constructor(world: World) {
    this.world = world;
    this.server = createServer((request, response) => void this.handle(request, response));
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  /** Every access token given so far is refused from now on, as after a change of the account. */
  endAccessTokens(): void {
    this.lastToken += 1;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    if (this.world.isDown) {
      request.socket.destroy();
      return;
    }
    try {
      let bytes = 0;
      for await (const chunk of request) {
        chunks.push(chunk as Buffer);
        bytes += (chunk as Buffer).length;
        if (request.method === 'PATCH' && bytes >= (this.world.cutAfterBytes ?? Infinity)) {
          this.world.isDown = true;
          request.socket.destroy();
          break;
        }
      }
    } catch {
      // The client hung up in the middle: what came is kept, as the real one does.
    }
    const url = new URL(request.url ?? '/', 'http://localhost');
    const call: Call = {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      body: Buffer.concat(chunks),
      request,
    };
    const answer = url.pathname.startsWith('/api/v1')
      ? await this.api({ ...call, path: url.pathname.slice('/api/v1'.length) })
      : url.pathname.startsWith('/media/')
        ? this.media(call)
        : url.pathname.startsWith('/s3/')
          ? this.storage(call)
          : this.page(url.pathname);
    const type = answer.json === undefined ? answer.headers?.['Content-Type'] : 'application/json';
    const told = answer.json === undefined ? (answer.body ?? '') : JSON.stringify(answer.json);
    const isPacked =
      /json|html|css|javascript|svg/.test(type ?? '') && (request.headers['accept-encoding'] ?? '').includes('gzip');
    const body = isPacked ? gzipSync(told) : told;
    response.writeHead(answer.status ?? 200, {
      'Content-Security-Policy': url.pathname.startsWith('/embed/') ? `${POLICY} ${this.framedBy}` : POLICY,
      ...(answer.json === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(isPacked ? { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } : {}),
      ...answer.headers,
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  private page(path: string): Answer {
    const file = normalize(join(pages, path));
    const served = file.startsWith(pages) && path !== '/' && existsSync(file) ? file : join(pages, 'index.html');
    return {
      body: readFileSync(served),
      headers: {
        'Content-Type': types[extname(served)] ?? 'application/octet-stream',
        'Cache-Control': path.startsWith('/assets/') ? 'max-age=31536000, public, immutable' : 'no-cache',
      },
    };
  }

  private media({ path }: Call): Answer {
    const [, , token = '', , , name = ''] = path.split('/');
    if (this.world.oldMediaTokens.has(token)) {
      return problem(403, 'media-token-invalid');
    }
    if (name === 'texts') {
      const text = this.texts().get(path.split('/')[6] ?? '');
      return text === undefined
        ? problem(404, 'media-not-found')
        : { body: text, headers: { 'Content-Type': 'text/vtt' } };
    }
    const file = normalize(join(clip, name));
    return file.startsWith(clip) && existsSync(file)
      ? {
          body: readFileSync(file),
          headers: {
            'Content-Type': types[extname(file)] ?? 'application/octet-stream',
            // Pictures are named by what is in them.
            ...(extname(file) === '.jpg' ? { 'Cache-Control': 'private, max-age=31536000, immutable' } : {}),
          },
        }
      : problem(404, 'media-not-found');
  }

  /** Captions and chapters by the names under which a player asks for them. */
  private texts(): Map<string, string> {
    const { captions, chapters } = this.world;
    const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    const at = (seconds: number) => `00:00:${seconds.toFixed(3).padStart(6, '0')}`;
    const marks = chapters.map(({ startSeconds, title }, index) => {
      const end = chapters[index + 1]?.startSeconds;
      return `${at(startSeconds)} --> ${end === undefined ? '99:00:00.000' : at(end)}\n${escaped(title)}\n`;
    });
    return new Map([
      ...captions.map(({ language, text }): [string, string] => [`${language}.vtt`, text]),
      ['chapters.vtt', ['WEBVTT\n', ...marks].join('\n')],
    ]);
  }

  private async api(call: Call): Promise<Answer> {
    const { world } = this;
    const { method, path } = call;
    const authorization = call.request.headers.authorization;
    world.log.push({ method, path, query: call.query.toString(), authorization });
    if (world.delayMs > 0) {
      await new Promise((resolve) => setTimeout(resolve, world.delayMs));
    }
    const asked =
      world.problems.get(`${method} ${path}`) ??
      world.problems.get(`${method} ${path.replace(/[0-9a-f-]{36}|\d+/, '*')}`);
    if (asked !== undefined) {
      return problem(asked.status, asked.code, asked.detail, asked.retryAfter);
    }
    if (path === '/events') {
      return this.events(call);
    }
    if (path.startsWith('/auth/')) {
      return this.auth(call);
    }
    if (authorization !== `Bearer access-${this.lastToken}`) {
      return problem(401, 'not-signed-in');
    }
    const route = path.split('/')[1] ?? '';
    switch (route) {
      case 'videos':
        return this.videos(call);
      case 'uploads':
        return this.uploads(call);
      case 'moderation':
        return {
          json: page(
            world.queue.filter(
              (one) =>
                matches(call, 'category', one.category) &&
                matches(call, 'status', one.status) &&
                one.uploader.displayName.toLowerCase().includes((call.query.get('uploader') ?? '').toLowerCase()) &&
                (one.readyAt ?? one.createdAt) <= (call.query.get('waitingSince') ?? '9'),
            ),
          ),
        };
      case 'jobs':
        return this.jobs(call);
      case 'users':
        return this.users(call);
      case 'tasks':
        return this.tasks(call);
      case 'people':
        return { json: { items: world.users.map(({ id, displayName, category }) => ({ id, displayName, category })) } };
      case 'audit':
        return path === '/audit/verification'
          ? { json: { entries: 214, valid: world.auditBrokenAt === undefined, brokenAt: world.auditBrokenAt } }
          : { json: page(world.audit.filter((one) => matches(call, 'action', one.action))) };
      case 'analytics':
        return this.analytics(call);
      default:
        return problem(404, 'not-found');
    }
  }

  private auth({ method, path, body }: Call): Answer {
    const { world } = this;
    const signIn = (): Answer => {
      this.lastToken += 1;
      world.signedIn = true;
      return {
        json: {
          accessToken: `access-${this.lastToken}`,
          expiresIn: world.tokenSeconds,
          mustChangePassword: world.me.mustChangePassword,
        },
        headers: { 'Set-Cookie': `fovea_refresh=r${this.lastToken}; HttpOnly; SameSite=Strict; Path=/api/v1/auth` },
      };
    };
    switch (`${method} ${path}`) {
      case 'POST /auth/login': {
        const asked = json<{ email: string; password: string }>(body);
        return asked.email === world.me.email && asked.password === world.password
          ? signIn()
          : problem(401, 'wrong-credentials');
      }
      case 'POST /auth/refresh':
        return world.signedIn ? signIn() : problem(401, 'session-ended');
      case 'GET /auth/me':
        return { json: world.me };
      case 'POST /auth/password': {
        const asked = json<{ currentPassword: string; newPassword: string }>(body);
        if (asked.currentPassword !== world.password) {
          return problem(401, 'wrong-credentials');
        }
        world.password = asked.newPassword;
        world.me = { ...world.me, mustChangePassword: false };
        return { status: 204 };
      }
      case 'POST /auth/logout':
        world.signedIn = false;
        return { status: 204 };
      default:
        return problem(404, 'not-found');
    }
  }

  private events({ body, request }: Call): Answer {
    const { viewToken, events } = json<{ viewToken: string; events: PlayerEvent[] }>(body);
    this.world.eventBatches.push({
      contentType: request.headers['content-type'] ?? '',
      viewToken,
      count: events.length,
    });
    const known = new Set(this.world.events.map((event) => event.eventId));
    this.world.events.push(
      ...events.filter((event) => this.world.views.has(event.viewId) && !known.has(event.eventId)),
    );
    return { status: 202, json: { accepted: events.length, rejected: [] } };
  }

  private videos(call: Call): Answer {
    const { world } = this;
    const { method, path, query, body } = call;
    const [, , id = '', action = '', renewal = ''] = path.split('/');
    if (id === '') {
      const words = (query.get('q') ?? '').toLowerCase();
      const found = world.videos.filter(
        (one) =>
          (query.get('mine') !== 'true' || one.uploader.id === world.me.id) &&
          one.title.toLowerCase().includes(words) &&
          matches(call, 'category', one.category) &&
          matches(call, 'status', one.status),
      );
      return {
        json: page(
          query.get('sort') === 'title' ? found.toSorted((a, b) => a.title.localeCompare(b.title)) : found,
          query,
        ),
      };
    }
    if (id === 'begun') {
      return {
        json: page(
          world.videos.filter(({ resumeAtSeconds }) => (resumeAtSeconds ?? 0) > 0),
          query,
        ),
      };
    }
    const index = world.videos.findIndex((one) => one.id === id);
    const found = world.videos[index];
    const inQueue = world.queue.find((one) => one.videoId === id);
    if (action === 'verdicts') {
      return { json: { items: world.pastVerdicts } };
    }
    if (action === 'approval' || action === 'rejection') {
      world.verdicts.push({ videoId: id, kind: action, body: json(body) });
      world.queue = world.queue.filter((one) => one.videoId !== id);
      return { json: { videoId: id, generation: 1, outcome: action === 'approval' ? 'APPROVED' : 'REJECTED' } };
    }
    if (found === undefined && inQueue === undefined) {
      return problem(404, 'video-not-found');
    }
    if (action === 'playback') {
      const expiresAt = new Date(Date.now() + world.mediaTokenSeconds * 1000).toISOString();
      const base = `/media/${world.mediaToken}/${id}/1`;
      if (renewal === 'renewal') {
        return { json: { hls: `${base}/master.m3u8`, expiresAt, viewToken: `view-token-${world.mediaToken}` } };
      }
      const viewId = crypto.randomUUID();
      world.views.add(viewId);
      return {
        json: {
          hls: `${base}/master.m3u8`,
          storyboard: `${base}/storyboard.vtt`,
          poster: `${base}/poster.jpg`,
          captions: world.captions.map(({ language, label, isDefault }) => ({
            language,
            label,
            isDefault,
            url: `${base}/texts/${language}.vtt`,
          })),
          chapters: world.chapters,
          ...(world.chapters.length === 0 ? {} : { chaptersUrl: `${base}/texts/chapters.vtt` }),
          resumeAtSeconds: found?.resumeAtSeconds ?? 0,
          viewId,
          viewToken: `view-token-${world.mediaToken}`,
          expiresAt,
          durationSeconds: 24,
          ...world.playback,
        },
      };
    }
    if (found === undefined) {
      return problem(404, 'video-not-found');
    }
    if (action === 'captions') {
      return this.captions(method, renewal, body);
    }
    if (action === 'preview') {
      const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
      return {
        json: { hls: `/media/${world.mediaToken}/${id}/1/master.m3u8`, readySeconds: 6, complete: false, expiresAt },
      };
    }
    if (action === 'chapters') {
      if (method === 'PUT') {
        world.chapters = json<{ chapters: Chapter[] }>(body).chapters;
      }
      return { json: { chapters: world.chapters } };
    }
    if (action === 'replacement') {
      const asked = json<{ filename: string; sizeBytes: number }>(body);
      world.videos[index] = { ...found, status: 'UPLOADING', generation: found.generation + 1, approvedGeneration: 1 };
      return this.begun(id, found.generation + 1, asked);
    }
    if (method === 'DELETE') {
      world.videos.splice(index, 1);
      return { status: 204 };
    }
    if (method === 'PATCH') {
      const edited = { ...found, ...json<object>(body) };
      world.videos[index] = edited;
      return { json: edited };
    }
    return { json: found, headers: { ETag: '"1"' } };
  }

  private captions(method: string, language: string, body: Buffer): Answer {
    const { world } = this;
    const others = world.captions.filter((one) => one.language !== language);
    if (method === 'DELETE') {
      world.captions = others;
      return { status: 204 };
    }
    if (method === 'PUT') {
      const asked = json<{ label: string; isDefault: boolean; text?: string }>(body);
      const before = world.captions.find((one) => one.language === language);
      const text = asked.text ?? before?.text ?? '';
      if (!text.includes('-->')) {
        return problem(422, 'captions-invalid', 'line 2 should hold times like 00:00:01,000 --> 00:00:04,000');
      }
      const rest = asked.isDefault ? others.map((one) => ({ ...one, isDefault: false })) : others;
      const { label, isDefault } = asked;
      world.captions = [...rest, { language, label, isDefault, cues: text.split('-->').length - 1, text }];
    }
    return { json: { items: world.captions.map((one) => ({ ...one, text: undefined })) } };
  }

  /** An upload that waits for its bytes. */
  private begun(videoId: string, generation: number, asked: { filename: string; sizeBytes: number }): Answer {
    const { world } = this;
    const partSizeBytes = 5_000_000;
    const url = `/api/v1/uploads/${videoId}`;
    world.uploads.push({
      videoId,
      generation,
      protocol: world.uploadProtocol,
      state: 'RECEIVING',
      sizeBytes: asked.sizeBytes,
      receivedBytes: 0,
      filename: asked.filename,
      ...(world.uploadProtocol === 'tus' ? {} : { partSizeBytes }),
      url,
      parts: new Map(),
      content: [],
    });
    const common = { videoId, generation, protocol: world.uploadProtocol };
    const partsTotal = Math.ceil(asked.sizeBytes / partSizeBytes);
    return {
      status: 201,
      json: world.uploadProtocol === 'tus' ? { ...common, url } : { ...common, partSizeBytes, partsTotal },
    };
  }

  private uploads({ method, path, body, request }: Call): Answer {
    const { world } = this;
    const [, , id = '', action = ''] = path.split('/');
    if (id === '') {
      const asked = json<{ title: string; filename: string; sizeBytes: number }>(body);
      const videoId = crypto.randomUUID();
      const uploader = { id: world.me.id, displayName: world.me.displayName };
      world.videos.unshift({
        id: videoId,
        title: asked.title,
        description: '',
        status: 'UPLOADING',
        category: world.me.category,
        generation: 1,
        uploader,
        createdAt: new Date().toISOString(),
        playable: false,
      });
      return this.begun(videoId, 1, asked);
    }
    const upload = world.uploads.find((one) => one.videoId === id);
    if (upload === undefined) {
      return problem(404, 'upload-not-found');
    }
    const complete = () => {
      upload.state = 'COMPLETE';
      world.videos = world.videos.map((one) => (one.id === id ? { ...one, status: 'UPLOADED' } : one));
    };
    const offsetHeaders = () => ({
      ...TUS,
      'Upload-Offset': String(upload.receivedBytes),
      'Upload-Length': String(upload.sizeBytes),
    });
    if (action === 'parts') {
      if (method === 'GET') {
        const parts = [...upload.parts].map(([number, sizeBytes]) => ({ number, sizeBytes, etag: `"e${number}"` }));
        return { json: { parts } };
      }
      const { numbers } = json<{ numbers: number[] }>(body);
      const expiresAt = new Date(Date.now() + 600_000).toISOString();
      return { json: { parts: numbers.map((number) => ({ number, url: `/s3/${id}/${number}`, expiresAt })) } };
    }
    if (action === 'complete') {
      complete();
      return { json: {} };
    }
    switch (method) {
      case 'HEAD':
        return { headers: offsetHeaders() };
      case 'PATCH': {
        if (Number(request.headers['upload-offset']) !== upload.receivedBytes) {
          return problem(409, 'offset-mismatch');
        }
        upload.receivedBytes += body.length;
        upload.content.push(body);
        if (upload.receivedBytes === upload.sizeBytes) {
          complete();
        }
        return { status: 204, headers: offsetHeaders() };
      }
      case 'DELETE':
        world.uploads = world.uploads.filter((one) => one !== upload);
        world.videos = world.videos.filter((one) => one.id !== id);
        return { status: 204 };
      default:
        return { json: { ...upload, parts: undefined, url: undefined, content: undefined } };
    }
  }

  private storage({ path, body }: Call): Answer {
    const [, , id = '', number = ''] = path.split('/');
    const upload = this.world.uploads.find((one) => one.videoId === id);
    upload?.parts.set(Number(number), body.length);
    if (upload !== undefined) {
      upload.receivedBytes = [...upload.parts.values()].reduce((sum, bytes) => sum + bytes, 0);
    }
    return { headers: { ETag: `"e${number}"` } };
  }

  private jobs(call: Call): Answer {
    const [, , id = '', action = ''] = call.path.split('/');
    if (id === 'events') {
      return stream(this.world.jobEvents.splice(0));
    }
    if (id === '') {
      const fitting = ({ status, failure }: Job) =>
        matches(call, 'status', status) && matches(call, 'failure', failure?.kind ?? '');
      return { json: page(this.world.jobs.filter(fitting)) };
    }
    if (id === 'restarts') {
      const { failure } = json<{ failure: JobFailure['kind'] }>(call.body);
      const failed = this.world.jobs.filter((one) => one.status === 'FAILED' && one.failure?.kind === failure);
      for (const one of failed) {
        one.status = 'STARTED';
      }
      this.world.jobCommands.push(`restarts ${failure}`);
      return { status: 202, json: { restarted: failed.length } };
    }
    const found = this.world.jobs.find((one) => one.id === id);
    if (found === undefined) {
      return problem(404, 'job-not-found');
    }
    if (action === 'priority') {
      found.priority = json<{ priority: number }>(call.body).priority;
      this.world.jobCommands.push(`${action} ${id} ${found.priority}`);
      return { status: 202, json: found };
    }
    if (action !== '') {
      this.world.jobCommands.push(`${action} ${id}`);
      found.status = action === 'restart' ? 'STARTED' : 'STOPPING';
      return { status: 202, json: found };
    }
    return { json: found };
  }

  private tasks({ method, path, request, body }: Call): Answer {
    const { world } = this;
    const [, , id = '', part = ''] = path.split('/');
    const index = world.tasks.findIndex((one) => one.id === id);
    if (method === 'PUT' && request.headers['if-match'] !== '"r1"') {
      return problem(412, 'precondition-failed');
    }
    if (method === 'POST' || method === 'PUT') {
      const {
        videos,
        people = [],
        ...asked
      } = json<Omit<Task, 'videos' | 'people'> & { videos: string[]; people?: string[] }>(body);
      const made: Task = {
        ...asked,
        id: id === '' ? crypto.randomUUID() : id,
        createdBy: world.me.displayName,
        createdAt: new Date().toISOString(),
        people: people.map((one) => ({ id: one, displayName: one })),
        videos: videos.map((videoId) => ({
          videoId,
          title: world.videos.find((one) => one.id === videoId)?.title ?? '',
          durationSeconds: 60,
          watchedRatio: 0,
          done: false,
        })),
        done: 0,
      };
      world.tasks = method === 'POST' ? [made, ...world.tasks] : world.tasks.with(index, made);
      return { status: method === 'POST' ? 201 : 200, json: made };
    }
    if (id === '') {
      return { json: { items: world.tasks } };
    }
    if (index < 0) {
      return problem(404, 'task-not-found');
    }
    if (method === 'DELETE') {
      world.tasks = world.tasks.toSpliced(index, 1);
      return { status: 204 };
    }
    return part === 'people'
      ? { json: { items: world.taskPeople } }
      : { json: world.tasks[index], headers: { ETag: '"r1"' } };
  }

  private users(call: Call): Answer {
    const { world } = this;
    const [, , id = '', action = ''] = call.path.split('/');
    if (id === '' && call.method === 'POST') {
      const asked = json<User & { password?: string }>(call.body);
      const made: User = {
        id: crypto.randomUUID(),
        email: asked.email,
        displayName: asked.displayName,
        role: asked.role,
        category: asked.category,
        enabled: true,
        mustChangePassword: asked.password === undefined,
        createdAt: new Date().toISOString(),
      };
      world.users.unshift(made);
      return {
        status: 201,
        json: asked.password === undefined ? { ...made, initialPassword: 'lamp-orbit-quiet-fern-27' } : made,
      };
    }
    if (id === '') {
      const words = (call.query.get('q') ?? '').toLowerCase();
      const found = world.users.filter(
        (one) =>
          `${one.displayName} ${one.email}`.toLowerCase().includes(words) &&
          matches(call, 'role', one.role) &&
          matches(call, 'category', one.category),
      );
      return { json: page(found) };
    }
    if (action === 'sessions') {
      world.sessions = call.method === 'DELETE' ? [] : world.sessions;
      return call.method === 'DELETE' ? { status: 204 } : { json: { items: world.sessions } };
    }
    if (action === 'password-reset') {
      return { json: { initialPassword: 'river-anvil-moss-cello-81' } };
    }
    const index = world.users.findIndex((one) => one.id === id);
    const found = world.users[index];
    if (found === undefined) {
      return problem(404, 'user-not-found');
    }
    const edited = call.method === 'PATCH' ? { ...found, ...json<object>(call.body) } : found;
    world.users[index] = edited;
    return { json: edited };
  }

  private analytics({ path, query, request }: Call): Answer {
    const { world } = this;
    // The pages ask for days; the period before one that is not over yet begins and ends at a moment.
    const isBefore = query.get('from')?.includes('T') ?? false;
    const told = (figures: object): Answer => ({ json: isBefore ? scaled(figures, world.beforeRatio) : figures });
    const [, , route, , part] = path.split('/');
    switch (part === 'views' ? 'xapi' : route) {
      case 'overview':
        return told(world.overview);
      case 'videos':
        return told(world.videoInsights);
      case 'focus':
        return told(world.focus);
      case 'quality':
        return told(world.quality);
      case 'audience':
        return { json: world.audience };
      case 'reconciliation':
        return { json: world.reconciliation };
      case 'live': {
        const videos = world.watching.videos.filter((one) => matches({ query }, 'videoId', one.videoId));
        const viewers = videos.reduce((sum, one) => sum + one.viewers, 0);
        return stream([{ event: 'watching', data: { ...world.watching, videos, viewers } }]);
      }
      case 'xapi':
        return { json: [{ verb: { id: 'http://adlnet.gov/expapi/verbs/initialized' } }] };
      case 'viewers':
        return request.headers.accept === 'text/csv'
          ? { body: 'viewer_id,display_name\r\n', headers: { 'Content-Type': 'text/csv' } }
          : { json: page(world.viewers) };
      default:
        return problem(404, 'not-found');
    }
  }
}

/** Ends at once and is asked for again: a test tells by when the network rests that a page is complete. */
function stream(told: { event: string; data: unknown }[]): Answer {
  const body = told.map(({ event, data }) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`).join('');
  return { body, headers: { 'Content-Type': 'text/event-stream' } };
}

/** The same figures, each so much smaller or larger. */
function scaled(figures: unknown, ratio: number): unknown {
  if (typeof figures === 'number') {
    return figures * ratio;
  }
  if (Array.isArray(figures)) {
    return figures.map((one) => scaled(one, ratio));
  }
  return figures !== null && typeof figures === 'object'
    ? Object.fromEntries(Object.entries(figures).map(([name, one]) => [name, scaled(one, ratio)]))
    : figures;
}

/** All of it; or, asked for so many, those after the cursor. */
function page(items: unknown[], query?: URLSearchParams): { items: unknown[]; next?: string } {
  const from = Number(query?.get('cursor') ?? 0);
  const to = from + Number(query?.get('limit') ?? items.length);
  return { items: items.slice(from, to), ...(to < items.length ? { next: String(to) } : {}) };
}

function matches({ query }: { query: URLSearchParams }, name: string, value: string): boolean {
  const asked = query.get(name);
  return asked === null || asked === '' || asked === value;
}

function json<T>(body: Buffer): T {
  return JSON.parse(body.toString('utf8')) as T;
}

function problem(status: number, code: string, detail?: string, retryAfter?: number): Answer {
  const title = code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' ');
  return {
    status,
    body: JSON.stringify({ type: `/problems/${code}`, title, status, code, detail, traceId: '5f2a91' }),
    headers: {
      'Content-Type': 'application/problem+json',
      ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
    },
  };
}

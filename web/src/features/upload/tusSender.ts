import { DetailedError, Upload } from 'tus-js-client';
import { Problem } from '../../shared/api/problem';
import { session } from '../../shared/api/session';
import type { Sender, SenderEvents } from './sender';

/** Below what proxies usually let through in one request (100 MB), and little enough to lose. */
const CHUNK_BYTES = 32 * 1024 * 1024;
const QUICK_RETRIES_MS = [0, 1_000, 3_000];
const OFFLINE_TRIED_AGAIN_EVERY_MS = 5_000;
/** Answers that another try may change: behind another page, busy, over a limit for the moment. */
const PASSING = new Set([408, 409, 423, 429]);
const AWAY = new Set([0, 502, 503, 504]);

/** tus 1.0 by tus-js-client; each request carries a token that is good now. */
export function tusSender(file: File, url: string, events: SenderEvents): Sender {
  let token: string | undefined;
  let refused: string | undefined;
  let running = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const upload = new Upload(file, {
    uploadUrl: url,
    chunkSize: CHUNK_BYTES,
    retryDelays: QUICK_RETRIES_MS,
    storeFingerprintForResuming: false,
    onBeforeRequest: async (request) => {
      token = refused === undefined ? await session.bearer() : await session.bearerInsteadOf(refused);
      request.setHeader('Authorization', `Bearer ${token ?? ''}`);
    },
    onShouldRetry: (error) => {
      const status = statusOf(error);
      if (status === 401 && refused !== token) {
        refused = token;
        return true;
      }
      return status === 0 || status >= 500 || PASSING.has(status);
    },
    onProgress: (sentBytes) => {
      if (running) {
        events.onProgress(sentBytes);
      }
    },
    onSuccess: () => {
      stop();
      events.onDone();
    },
    onError: (error) => {
      if (!running) {
        return;
      }
      if (AWAY.has(statusOf(error))) {
        events.onOffline();
        timer = setTimeout(goOn, OFFLINE_TRIED_AGAIN_EVERY_MS);
      } else {
        stop();
        events.onFailed(problemOfTus(error));
      }
    },
  });

  const goOn = () => {
    clearTimeout(timer);
    timer = undefined;
    upload.start();
  };
  const hurry = () => {
    if (timer !== undefined) {
      goOn();
    }
  };
  const stop = () => {
    running = false;
    clearTimeout(timer);
    timer = undefined;
    window.removeEventListener('online', hurry);
  };
  return {
    start: () => {
      running = true;
      window.addEventListener('online', hurry);
      upload.start();
    },
    pause: () => {
      stop();
      void upload.abort(false);
    },
  };
}

function statusOf(error: Error): number {
  return error instanceof DetailedError ? (error.originalResponse?.getStatus() ?? 0) : 0;
}

function problemOfTus(error: Error): Problem {
  const status = statusOf(error);
  let body: { code?: string; title?: string; detail?: string } = {};
  if (error instanceof DetailedError) {
    try {
      body = JSON.parse(error.originalResponse?.getBody() ?? '{}') as typeof body;
    } catch {
      // A proxy's page tells no more than its status.
    }
  }
  return new Problem({
    code: body.code ?? `http-${status}`,
    status,
    title: body.title ?? `The server answered ${status}`,
    detail: body.detail,
  });
}

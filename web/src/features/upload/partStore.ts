import { api } from '../../shared/api/client';
import { Problem } from '../../shared/api/problem';
import type { PartStore } from './partsSender';

/** The real one: docs/api.md for signing and completing, the browser's XHR for putting, since only it tells progress. */
export function partStoreOf(videoId: string): PartStore {
  const path = { id: videoId };
  return {
    async stored(signal) {
      return (await api.get('/uploads/{id}/parts', { path, signal })).parts;
    },
    async sign(numbers, signal) {
      const { parts } = await api.post('/uploads/{id}/parts', { path, body: { numbers }, signal });
      return new Map(parts.map(({ number, url }) => [number, url]));
    },
    put,
    async complete(parts, signal) {
      const body = { parts: parts.map(({ number, etag }) => ({ number, etag })) };
      await api.post('/uploads/{id}/complete', { path, body, signal });
    },
  };
}

function put(url: string, bytes: Blob, onProgress: (sentBytes: number) => void, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => {
      request.abort();
    };
    request.upload.addEventListener('progress', (event) => {
      onProgress(event.loaded);
    });
    request.addEventListener('load', () => {
      const { status } = request;
      const etag = request.getResponseHeader('ETag');
      if (status >= 200 && status < 300 && etag !== null) {
        resolve(etag);
      } else {
        reject(new Problem({ code: 'storage-refused', status, title: 'The storage refused a part of the file' }));
      }
    });
    request.addEventListener('error', () => {
      reject(Problem.unreachable());
    });
    request.addEventListener('abort', () => {
      reject(new DOMException('stopped', 'AbortError'));
    });
    request.addEventListener('loadend', () => {
      signal.removeEventListener('abort', stop);
    });
    signal.addEventListener('abort', stop);
    request.open('PUT', url);
    request.send(bytes);
  });
}

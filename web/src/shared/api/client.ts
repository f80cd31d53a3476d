import { Problem, problemFrom } from './problem';
import { session } from './session';

export type Query = Record<string, string | number | boolean | undefined>;

type Call = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Query;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
};

/** A call of the API as the person signed in: `api<Video>('/videos/…')`. Throws a {@link Problem} and nothing else. */
export async function api<T>(path: string, call: Call = {}): Promise<T> {
  const response = await apiResponse(path, call);
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

/** The same, for those who need a header or another body than JSON. */
export async function apiResponse(path: string, call: Call = {}): Promise<Response> {
  const token = await session.bearer();
  let response = await attempt(path, call, token);
  if (response.status === 401 && token !== undefined) {
    response = await attempt(path, call, await session.bearerInsteadOf(token));
  }
  if (response.ok) {
    return response;
  }
  const problem = await problemFrom(response);
  if (problem.code === 'password-change-required') {
    session.requirePasswordChange();
  }
  throw problem;
}

async function attempt(path: string, call: Call, token: string | undefined): Promise<Response> {
  const headers = new Headers({ Accept: 'application/json', ...call.headers });
  if (call.body !== undefined) {
    headers.set('Content-Type', 'application/json');
  }
  if (token !== undefined) {
    headers.set('Authorization', `Bearer ${token}`);
  }
  try {
    return await fetch(`/api/v1${path}${queryText(call.query)}`, {
      method: call.method ?? 'GET',
      headers,
      credentials: 'same-origin',
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
  } catch (thrown) {
    if (call.signal?.aborted) {
      throw thrown;
    }
    throw Problem.unreachable();
  }
}

/** Empty and missing values are left out. */
export function queryText(query: Query | undefined): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== '') {
      search.set(name, String(value));
    }
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

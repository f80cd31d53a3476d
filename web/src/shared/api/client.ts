import { answerAhead } from './ahead';
import { Problem, problemFrom } from './problem';
import type { paths } from './schema';
import { session } from './session';

type Api = { [P in keyof paths as P extends `/api/v1${infer Rest}` ? Rest : never]: paths[P] };
type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Operation<P extends keyof Api, M extends Method> = Exclude<Api[P][M], undefined>;

/** The paths, as the OpenAPI document has them, that take this method: `/videos/{id}`. */
export type PathOf<M extends Method> = {
  [P in keyof Api]: [Operation<P, M>] extends [never] ? never : P;
}[keyof Api];

type Json<Content> = Content extends { content: { 'application/json': infer Body } } ? Body : undefined;
type Success<Responses> = { [S in keyof Responses]: S extends 200 | 201 | 202 | 204 ? Json<Responses[S]> : never };
/** What a call answers when all went well. */
export type Answer<P extends keyof Api, M extends Method> =
  Operation<P, M> extends { responses: infer R } ? Success<R>[keyof R] : never;

type Emptyable<Query> = { [K in keyof Query]?: Query[K] | '' | undefined };
export type QueryOf<P extends keyof Api, M extends Method> =
  Operation<P, M> extends { parameters: { query?: infer Query } } ? Emptyable<Query> : never;

type PathPart<O> = O extends { parameters: { path: infer Names } } ? { path: Names } : { path?: never };
type BodyPart<O> = O extends { requestBody: infer Body }
  ? { body: Json<Body> }
  : O extends { requestBody?: infer Body }
    ? { body?: Json<Exclude<Body, undefined>> }
    : { body?: never };

export type CallOf<P extends keyof Api, M extends Method> = PathPart<Operation<P, M>> &
  BodyPart<Operation<P, M>> & { query?: QueryOf<P, M>; headers?: Record<string, string>; signal?: AbortSignal };
type Optional<Call> = object extends Call ? [call?: Call] : [call: Call];

/** A call as it travels. */
type Untyped = {
  path?: Record<string, string | number>;
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal;
};

/**
 * The calls of the API as the person signed in, typed by its OpenAPI document:
 * `api.get('/videos/{id}', { path: { id } })`. They throw a {@link Problem} and nothing else.
 */
export const api = {
  get: <P extends PathOf<'get'>>(path: P, ...[call]: Optional<CallOf<P, 'get'>>) =>
    answerOf<Answer<P, 'get'>>('get', path, call),
  post: <P extends PathOf<'post'>>(path: P, ...[call]: Optional<CallOf<P, 'post'>>) =>
    answerOf<Answer<P, 'post'>>('post', path, call),
  put: <P extends PathOf<'put'>>(path: P, ...[call]: Optional<CallOf<P, 'put'>>) =>
    answerOf<Answer<P, 'put'>>('put', path, call),
  patch: <P extends PathOf<'patch'>>(path: P, ...[call]: Optional<CallOf<P, 'patch'>>) =>
    answerOf<Answer<P, 'patch'>>('patch', path, call),
  delete: <P extends PathOf<'delete'>>(path: P, ...[call]: Optional<CallOf<P, 'delete'>>) =>
    answerOf<Answer<P, 'delete'>>('delete', path, call),
  /** The same, for those who need a header or another body than JSON. */
  getResponse: <P extends PathOf<'get'>>(path: P, ...[call]: Optional<CallOf<P, 'get'>>) =>
    responseOf('get', path, call),
};

async function answerOf<A>(method: Method, path: string, call: Untyped = {}): Promise<A> {
  const response = await responseOf(method, path, call);
  return response.status === 204 ? (undefined as A) : ((await response.json()) as A);
}

async function responseOf(method: Method, path: string, call: Untyped = {}): Promise<Response> {
  const token = await session.bearer();
  let response = await attempt(method, path, call, token);
  if (response.status === 401 && token !== undefined) {
    response = await attempt(method, path, call, await session.bearerInsteadOf(token));
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

async function attempt(method: Method, path: string, call: Untyped, token: string | undefined): Promise<Response> {
  const headers = new Headers({ Accept: 'application/json', ...call.headers });
  if (call.body !== undefined) {
    headers.set('Content-Type', 'application/json');
  }
  if (token !== undefined) {
    headers.set('Authorization', `Bearer ${token}`);
  }
  const url = `/api/v1${filled(path, call.path)}${queryText(call.query)}`;
  try {
    const ahead = method === 'get' ? answerAhead(url, token) : undefined;
    if (ahead !== undefined) {
      return await ahead;
    }
    return await fetch(url, {
      method: method.toUpperCase(),
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

function filled(path: string, names: Untyped['path'] = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(names[name] ?? ''));
}

/** Empty and missing values are left out. */
function queryText(query: Untyped['query'] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') {
      search.set(name, String(value));
    }
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

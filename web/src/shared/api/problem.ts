/** What went wrong, as RFC 9457 tells it. `code` is stable; two codes are made here: `unreachable` and `unreadable`. */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: string | undefined;
  readonly errors: readonly FieldError[];
  readonly traceId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(fields: {
    code: string;
    status: number;
    title: string;
    detail?: string | undefined;
    errors?: readonly FieldError[] | undefined;
    traceId?: string | undefined;
    retryAfterSeconds?: number | undefined;
  }) {
    super(fields.title);
    this.name = 'Problem';
    this.code = fields.code;
    this.status = fields.status;
    this.detail = fields.detail;
    this.errors = fields.errors ?? [];
    this.traceId = fields.traceId;
    this.retryAfterSeconds = fields.retryAfterSeconds;
  }

  static unreachable(): Problem {
    return new Problem({ code: 'unreachable', status: 0, title: 'The server cannot be reached' });
  }
}

export type FieldError = { field: string; detail: string };

/** Anything thrown, as a problem that can be shown. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Problem) {
    return thrown;
  }
  return new Problem({
    code: 'unreadable',
    status: 0,
    title: 'Something unexpected happened',
    detail: thrown instanceof Error ? thrown.message : String(thrown),
  });
}

/** Seconds to wait, from `Retry-After: 5` or a date. */
export function retryAfterSecondsOf(header: string | null, nowMs: number): number | undefined {
  if (header === null || header.trim() === '') {
    return undefined;
  }
  const seconds = Number(header);
  if (Number.isFinite(seconds)) {
    return Math.max(0, seconds);
  }
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? undefined : Math.max(0, Math.ceil((atMs - nowMs) / 1000));
}

type Body = { type?: string; title?: string; detail?: string; code?: string; traceId?: string; errors?: FieldError[] };

/** Reads the problem out of a refused response; a body that is none (a proxy's page) still gives one. */
export async function problemFrom(response: Response): Promise<Problem> {
  let body: Body = {};
  if (response.headers.get('Content-Type')?.includes('json')) {
    try {
      body = (await response.json()) as Body;
    } catch {
      // A cut body tells no more than its status.
    }
  }
  return new Problem({
    code: body.code ?? body.type?.split('/').pop() ?? `http-${response.status}`,
    status: response.status,
    title: body.title ?? `The server answered ${response.status}`,
    detail: body.detail,
    errors: body.errors,
    traceId: body.traceId,
    retryAfterSeconds: retryAfterSecondsOf(response.headers.get('Retry-After'), Date.now()),
  });
}

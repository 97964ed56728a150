import type {AnswerHeaders} from './one-request.js';

/** The body is a string rather than a stream, so that a request can be sent again. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** `once` for a write: sending it again could change the tenant twice. */
  readonly repeat: 'safe' | 'once';
  readonly signal?: AbortSignal;
  /** For a write: asked just before it leaves. If it may not, nothing is sent. */
  readonly mayLeave?: () => boolean;
}

/** A response whose body was read completely. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly text: string;
  /** The parsed body; undefined if it is empty or, for a server's error only, not JSON. */
  readonly json: unknown;
}

import type {ResponseHeaders} from './raw-request.js';

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
  readonly shouldSend?: () => boolean;
}

/** Identifies a request in messages, and whether it may have changed the tenant. */
export type RequestInfo = Pick<HttpRequest, 'method' | 'url' | 'repeat'>;

/** A response whose body was read completely. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly text: string;
  /** The parsed body; undefined if it is empty or, for a server's error only, not JSON. */
  readonly json: unknown;
}

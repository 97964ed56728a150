import type {AnswerHeaders} from './one-request.js';

/** A request, whole: it may be sent several times. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether sending it twice does more than sending it once. */
  readonly repeat: 'safe' | 'once';
  readonly signal?: AbortSignal;
}

/** An answer, its body read to the end. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly text: string;
  /** The body; absent where there is none, or (of a server's error alone) none in JSON. */
  readonly json: unknown;
}

import {Problem} from '../engine/problem.js';
import {managementProblem} from './answer-problem.js';
import {networkProblem} from './network-problem.js';

interface Asked {
  readonly host: string;
  readonly request: string;
  readonly writes: 'writes' | 'reads';
}

/**
 * What the SDK throws, as a `Problem`. It wraps what our transport threw; its own errors carry
 * the request's headers, so none of them is kept as a cause.
 */
export function problemOf(error: unknown, asked: Asked): Problem {
  if (error instanceof Problem) return error;
  if (!(error instanceof Error)) throw error;
  if (error.cause instanceof Problem) return error.cause;
  if ('statusCode' in error && typeof error.statusCode === 'number') {
    const body = 'body' in error ? error.body : undefined;
    return managementProblem({...asked, status: error.statusCode, body});
  }
  return networkProblem(error, asked.host, asked.writes === 'writes' ? 'unknown' : 'none');
}

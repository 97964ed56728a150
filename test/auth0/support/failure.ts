import {Problem} from '../../../src/model/errors.js';

/** The `Problem` that a promise rejects with. Any other error is a bug. */
export async function catchProblem(work: Promise<unknown>): Promise<Problem> {
  try {
    const value = await work;
    throw new Error(`No problem, but ${JSON.stringify(value)}`);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

export function catchProblemSync(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('No problem');
}

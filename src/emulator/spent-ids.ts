/** Ids that may be used once, each remembered for as long as what carries it would be valid. */
export class SpentIds {
  readonly #until = new Map<string, number>();

  /** False where it was used already. Seconds since the epoch. */
  spend(id: string, until: number, now: number): boolean {
    for (const [known, end] of this.#until) {
      if (end < now) this.#until.delete(known);
    }
    if (this.#until.has(id)) return false;
    this.#until.set(id, until);
    return true;
  }
}

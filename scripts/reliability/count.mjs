/** A row that this machine cannot run; the message says what is missing. */
export class NotHere extends Error {}

/** Thrown through a row that was stopped by hand. */
export class Stopped extends Error {}

/** Counts what was tried and what survived, and keeps the names of what did not. */
export class Count {
  /** The one made last: what a row that was stopped has tried. */
  static latest;

  constructor() {
    Count.latest = this;
  }

  tried = 0;
  survived = 0;
  missed = [];

  /** One thing tried; `what` names it where it did not hold. */
  check(holds, what) {
    this.tried++;
    if (holds) this.survived++;
    else this.missed.push(what);
    return holds;
  }

  /** The row's outcome, with the one figure that the goal speaks of. */
  with(figure, note) {
    const { tried, survived, missed } = this;
    return { tried, survived, missed, figure, note };
  }
}

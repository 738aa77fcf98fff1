package dev.millrace.sched;

/** The children of one share that have something to run, and the rule by which they take turns. */
abstract class Siblings {

    /** Takes a child in that was idle. */
    abstract void enter(Contender child);

    /** Lets a child go that has nothing to run any more. */
    abstract void leave(Contender child);

    /** Returns the child that runs next. */
    abstract Contender first();

    /** Charges a child, whether it is in here or idle. */
    abstract void charge(Contender child, long nanos);

    abstract boolean isEmpty();
}

package dev.millrace.task;

/** Joins a shield to what it is made from: it takes its end, and gives up nothing but its own wait. */
final class Shield extends Source {

    Shield(Awaitable of, Awaitable shield) {
        super(of, () -> shield.adopt(of));
    }

    @Override
    boolean isOnlyWaiter() {
        return false;
    }

    /** A failure that comes later is not looked at by this. */
    @Override
    boolean giveUp(Cancellation cancellation) {
        of.unlink(this);
        return true;
    }
}

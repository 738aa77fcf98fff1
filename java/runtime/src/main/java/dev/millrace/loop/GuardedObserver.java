package dev.millrace.loop;

import dev.millrace.sched.Step;

/** Passes everything on to an observer, and locks the loop meanwhile, so that the observer cannot call it. */
final class GuardedObserver implements LoopObserver {
    private final LoopObserver observer;
    private final LoopThread thread;

    private GuardedObserver(LoopObserver observer, LoopThread thread) {
        this.observer = observer;
        this.thread = thread;
    }

    static LoopObserver of(LoopObserver observer, LoopThread thread) {
        return observer == NONE ? NONE : new GuardedObserver(observer, thread);
    }

    @Override
    public void turnStarted(long turn) {
        tell(() -> observer.turnStarted(turn));
    }

    @Override
    public void stepReady(Step step) {
        tell(() -> observer.stepReady(step));
    }

    @Override
    public void stepTakenBack(Step step) {
        tell(() -> observer.stepTakenBack(step));
    }

    @Override
    public void stepStarted(Step step) {
        tell(() -> observer.stepStarted(step));
    }

    @Override
    public void stepEnded(Step step) {
        tell(() -> observer.stepEnded(step));
    }

    @Override
    public void polled(long timeoutNanos, long waitedNanos, int reports) {
        tell(() -> observer.polled(timeoutNanos, waitedNanos, reports));
    }

    @Override
    public void wokenUp() {
        tell(observer::wokenUp);
    }

    @Override
    public void systemCall(Call call, int fd, int result) {
        tell(() -> observer.systemCall(call, fd, result));
    }

    private void tell(Runnable what) {
        Thread before = thread.lock();
        try {
            what.run();
        } finally {
            thread.unlock(before);
        }
    }
}

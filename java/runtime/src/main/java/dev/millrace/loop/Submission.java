package dev.millrace.loop;

/** A task that was handed to {@link EventLoop#execute}, as a step. */
final class Submission extends LoopStep {
    private final Runnable task;

    Submission(Runnable task) {
        this.task = task;
    }

    @Override
    public void run() {
        task.run();
    }

    @Override
    public String toString() {
        return task.toString();
    }
}

package dev.millrace.threads;

/**
 * Who is at a piece of work: nobody yet, a thread, or nobody any more. It decides between a thread that is about to
 * begin and a cancel, and sees to it that an interrupt reaches the thread during this work or not at all.
 */
final class Occupancy {
    private enum Stage { NEW, BEGUN, OVER }

    private Stage stage = Stage.NEW;
    private Thread thread;
    private boolean interrupted;

    /** Begins, on the calling thread; false if the work was taken back. */
    synchronized boolean begin() {
        if (stage != Stage.NEW) {
            return false;
        }
        stage = Stage.BEGUN;
        thread = Thread.currentThread();
        return true;
    }

    /** Ends, on the thread that has begun, and takes an interrupt away that was meant for this work. */
    synchronized void end() {
        stage = Stage.OVER;
        thread = null;
        if (interrupted) {
            Thread.interrupted();
        }
    }

    /** Takes the work back; false if it has begun. */
    synchronized boolean takeBack() {
        boolean early = stage == Stage.NEW;
        if (early) {
            stage = Stage.OVER;
        }
        return early;
    }

    /** Interrupts the thread, if one is at it. */
    synchronized void interrupt() {
        if (thread != null) {
            interrupted = true;
            thread.interrupt();
        }
    }
}

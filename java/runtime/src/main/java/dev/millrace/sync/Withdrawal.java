package dev.millrace.sync;

import dev.millrace.task.Promise;

/** Gives up a selection as a whole, and then what it was to bring. */
record Withdrawal(String what, Selection<?> selection, Runnable last) implements Promise.WaitsFor {
    @Override
    public boolean undo() {
        selection.withdraw();
        last.run();
        return true;
    }
}

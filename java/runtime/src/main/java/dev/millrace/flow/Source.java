package dev.millrace.flow;

import dev.millrace.task.Future;
import java.util.Optional;

/** Where the elements of a publisher come from. For the loop's thread only. */
@FunctionalInterface
interface Source<T> {
    /** Returns the next element, empty at the end. A cancel that succeeds has taken no element. */
    Future<Optional<T>> next();
}

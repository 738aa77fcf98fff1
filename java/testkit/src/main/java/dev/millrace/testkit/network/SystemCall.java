package dev.millrace.testkit.network;

import dev.millrace.loop.LoopObserver.Call;

/**
 * A system call that a program is about to make, as a rule sees it.
 *
 * @param host the name of the program's host
 * @param call which call
 * @param fd the descriptor it is made on; -1 if on none
 */
public record SystemCall(String host, Call call, int fd) {
}

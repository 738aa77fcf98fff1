package dev.millrace.testkit.fairness;

/**
 * How a share was served, steps of the shares within it included, except for what is said of waits: those are of the
 * share's own steps.
 *
 * <p>The <b>service lag</b> is what an ideal server would have given the share since it became backlogged, less what it
 * got. The ideal server serves all backlogged siblings at once, in proportion to their weights (generalized processor
 * sharing: Parekh, Gallager, "A Generalized Processor Sharing Approach to Flow Control in Integrated Services
 * Networks", IEEE/ACM Transactions on Networking, 1993; the lag: Stoica, Abdel-Wahab, "Earliest Eligible Virtual
 * Deadline First", 1995). A step counts where it ends, for the shares that were backlogged when it began.
 *
 * <p>The <b>worst-case fair index</b> is the most that the share ever fell behind its guaranteed part: the largest
 * {@code (w_i / sum of all siblings' w) W - W_i} over all intervals in which it was backlogged throughout, W being the
 * work of its parent (Bennett, Zhang, "Hierarchical Packet Fair Queueing Algorithms", SIGCOMM 1996, there B-WFI).
 *
 * @param share the share
 * @param workNanos what it was charged with in all
 * @param lagLeast the least service lag, in nanoseconds; not positive: it was ahead by so much
 * @param lagMost the largest service lag, in nanoseconds; not negative
 * @param worstCaseIndex the worst-case fair index, in nanoseconds
 * @param overtaken the bounded bypass: how many steps of the share became ready after one step and began before it, at
 *     the most
 * @param longestWait how long a step was ready, in nanoseconds, at the most; also if it never began
 * @param delays how long the steps that began were ready
 */
public record ShareFairness(TracedShare share, long workNanos, double lagLeast, double lagMost, double worstCaseIndex,
        int overtaken, long longestWait, Delays delays) {
}

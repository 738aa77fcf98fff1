package dev.millrace.sched;

/**
 * Earliest eligible virtual deadline first, over nested shares (Stoica, Abdel-Wahab: "Earliest Eligible Virtual
 * Deadline First", Old Dominion University, 1995). It is for shares that declare a {@link Share#request}: one with a
 * small request is served soon after it becomes ready, and gets no more time for that. While only one share is in use
 * it is a plain FIFO.
 *
 * <p><b>The rule</b>, among the children of one share that have something to run. Each child i has a weight w, a
 * request r and a place v in virtual time, which a charge c advances by c/w. V is the average of all v, weighted by w.
 * Who is not ahead of the average is eligible. A child's deadline d is v + r/w, and it is set anew when v has reached
 * it. Of those that are eligible the one with the earliest deadline runs next. A child that was idle enters at the
 * larger of V and its own v: without credit, and with its debt.
 *
 * <p><b>The bound.</b> The lag of i, w_i (V - v_i), is the work that it is behind its part of all that was done. While
 * the same children have something to run,
 * -L_i &lt;= lag_i &lt;= max(r_i, L + sum of o_j over the others), where L_i is the longest charge of i, L that of all,
 * and o_j the most by which a step of j went beyond the request that it was running for; it is 0 where the length of
 * steps divides the request.
 * <ul>
 * <li><i>Left:</i> i runs only when its lag is not negative, and loses at most the charge.
 * <li><i>Right:</i> if V has not reached d_i, then the lag is at most w_i (d_i - v_i) &lt;= r_i. Otherwise take the
 *     last step before now whose child had a later deadline than d_i. When it began, nobody with a deadline up to d_i
 *     was eligible, so the lags of those, call them A, were not positive. All lags add up to 0, so those of the rest
 *     were not negative together; the step took L from them at most, and then V only raised them. So the lags of A add
 *     up to L at most. Since then only members of A ran, each up to d_i at most and o_j beyond, so that its lag is not
 *     below -o_j. What is left is the lag of i.
 * </ul>
 */
public final class EevdfScheduler extends TreeScheduler {
    /** Makes an empty scheduler. */
    public EevdfScheduler() {
    }

    @Override
    Siblings siblings() {
        return new EevdfSiblings();
    }
}

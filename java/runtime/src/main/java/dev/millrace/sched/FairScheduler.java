package dev.millrace.sched;

/**
 * Start-time fair queueing over nested shares (Goyal, Vin, Cheng: "Start-time Fair Queuing", SIGCOMM 1996; nested:
 * Goyal, Guo, Vin: "A Hierarchical CPU Scheduler for Multimedia Operating Systems", OSDI 1996). It needs no costs in
 * advance, forgives no debt and gives no credit for sleeping. While only one share is in use it is a plain FIFO.
 *
 * <p><b>The rule</b>, among the children of one share. Each child i has a weight w and a start S in virtual time. The
 * least S runs next and, among equals, the child that has waited longest. The virtual time v of the level is the S of
 * what runs. A charge c advances S by c/w. A child that was idle enters at the larger of v and its own S; when all are
 * idle, v becomes the largest S.
 *
 * <p><b>Two facts.</b> While i has something to run, v &lt;= S_i &lt;= v + L_i/w_i, where L_i is the most that i is
 * charged between the starts of two of its steps; where its weight changes, L_i/w_i takes each charge by the weight of
 * its time. <i>Left:</i> whoever enters does so at v or later, and v moves only
 * to the least S of all. <i>Right:</i> i ran when S_i was v, and was charged L_i at most since; v never falls. And
 * while i has something to run, S_i moves by charges alone, so that between two moments it moves by W_i/w_i, where W_i
 * is the work that i was charged for.
 *
 * <p>From these follow, in charged work:
 * <ol>
 * <li><b>Proportional share.</b> Over every interval in which siblings i and j always have something to run,
 *     |W_i/w_i - W_j/w_j| &lt;= L_i/w_i + L_j/w_j. The left side is by how much S_i - S_j has changed, and that lies
 *     between -L_j/w_j and L_i/w_i at both ends. If all siblings were idle before, and both became
 *     ready before the first step ended, the difference begins at 0: then W_i/w_i - W_j/w_j &lt;= L_i/w_i.
 * <li><b>Bounded overtaking.</b> No step is overtaken by one of its own share that became ready after it: a share's
 *     steps are a FIFO.
 * <li><b>Bounded delay.</b> A step with C work ahead of it in its share i starts after at most
 *     C + sum over siblings j of (L_j + w_j (C + L_i)/w_i). When it becomes ready S_i &lt;= v + L_i/w_i, and it starts
 *     when i has got C, at S_i &lt;= v + (L_i + C)/w_i. Until then j runs only while S_j is not above that, it began at
 *     v or later, and its last step may go L_j beyond. In a tree the bound holds at each level, in the work of the
 *     parent.
 * </ol>
 * The loop adds two: I/O and timers wait for one quantum and one step at most, and a task that awaits only what is
 * done already gives way after 128 awaits.
 */
public final class FairScheduler extends TreeScheduler {
    /** Makes an empty scheduler. */
    public FairScheduler() {
    }

    @Override
    Siblings siblings() {
        return new StartTimeSiblings();
    }
}

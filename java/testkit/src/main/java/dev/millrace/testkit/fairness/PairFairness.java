package dev.millrace.testkit.fairness;

/**
 * How evenly two siblings were served: the fairness measure of S. J. Golestani, "A Self-Clocked Fair Queueing Scheme
 * for Broadband Applications", INFOCOM 1994. It is the largest {@code |W_i/w_i - W_j/w_j|} over all intervals in which
 * both were backlogged throughout, where W is the work charged in the interval and w the weight. An interval may begin
 * and end with any event; a step is charged where it ends, as a whole.
 *
 * <p>The bound is {@code L_i/w_i + L_j/w_j}, where L is the longest charge of a share in the trace. Start-time fair
 * queueing keeps it (Goyal, Vin, Cheng, "Start-time Fair Queuing", SIGCOMM 1996), and no scheduler of whole steps can
 * promise less than half of it (Golestani). Where a weight changed, {@code L/w} is the largest quotient, each charge
 * divided by the weight of its time.
 *
 * @param ahead the share that got more in the interval of the measure
 * @param behind the one that got less
 * @param measure the measure, in nanoseconds per unit of weight; 0 if they were never backlogged together
 * @param bound the bound, in the same unit
 * @param from the index of the event after which the interval begins
 * @param to the index of the last event in it; {@code from} if there is none
 */
public record PairFairness(TracedShare ahead, TracedShare behind, double measure, double bound, int from, int to) {
    /** What a scheduler may lose by rounding virtual time, in nanoseconds per unit of weight. */
    private static final double ROUNDING = 1.0 / 256;

    /** Returns whether the measure is within the bound. A scheduler may round its virtual time to 1/1024 ns. */
    public boolean holds() {
        return measure <= bound * (1 + 1e-9) + ROUNDING;
    }
}

package dev.millrace.sched;

import java.time.Duration;

/**
 * What the own steps of a share have got.
 *
 * @param steps how many have begun
 * @param time how long they took, as far as the clock has been read: while only one share is in use, every 8 steps
 * @param backlog how many are ready now
 * @param delays how long they waited, from ready to begun
 */
public record ShareStatistics(long steps, Duration time, int backlog, DelayHistogram delays) {
}

/**
 * Stress tests by jcstress of what threads share in a loop. {@code .ci/jcstress} builds and runs them.
 *
 * <p>Each sound test stands beside a twin: the same race over a small copy with one mistake. jcstress has to find the
 * error in every twin, or else it would prove nothing that it finds none in the sound test.
 */
package dev.millrace.loop;

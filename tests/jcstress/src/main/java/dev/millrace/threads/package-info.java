/**
 * Stress tests by jcstress of what a loop shares with the threads that work for it. Each sound test has its twin, as in
 * the tests of the loop.
 */
package dev.millrace.threads;

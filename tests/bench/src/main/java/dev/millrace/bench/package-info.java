/**
 * Benchmarks by JMH: {@code mvn -Pbench package}, then {@code java -jar tests/bench/target/benchmarks.jar}. Speed is
 * measured here and asserted nowhere.
 */
package dev.millrace.bench;

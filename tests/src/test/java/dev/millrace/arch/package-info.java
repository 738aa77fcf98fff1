/**
 * The gates: tests of the sources and the class files themselves. They hold the floors, the absence of
 * {@code java.nio}, the sizes, the public API and the samples of the README to what the project says about them.
 */
package dev.millrace.arch;

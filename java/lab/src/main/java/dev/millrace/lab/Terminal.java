package dev.millrace.lab;

import java.io.Console;
import java.io.PrintStream;

/**
 * Where a command writes what the user reads.
 *
 * @param out results and progress
 * @param err one line for what went wrong
 * @param interactive whether {@code out} is a terminal, so that a line may be redrawn
 */
record Terminal(PrintStream out, PrintStream err, boolean interactive) {

    /** The streams of this process. */
    static Terminal system() {
        return new Terminal(System.out, System.err, isTerminal(System.console()));
    }

    /** Prints a line that must be seen at once. */
    void say(String line) {
        out.println(line);
        out.flush();
    }

    /** Prints a line about what went wrong. */
    void complain(String line) {
        err.println("millrace: " + line);
        err.flush();
    }

    /** Since JDK 22 there is a console even where there is no terminal, and a method that tells them apart. */
    private static boolean isTerminal(Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}

package dev.millrace.lab;

import dev.millrace.io.BrokenException;
import dev.millrace.sys.SystemException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** Tells a user in one line why a command failed. */
final class Failures {

    private Failures() {
    }

    /**
     * Complains, and returns the exit status.
     *
     * @throws Exception the failure itself if no user can have caused it: it is a defect, and its stack trace is wanted
     */
    static int tell(Terminal terminal, Exception failure) throws Exception {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof UnknownHostException) {
            terminal.complain("unknown host: " + cause.getMessage());
        } else if (cause instanceof CommandFailed || isOfTheSystem(cause)) {
            terminal.complain(oneLine(cause.getMessage()));
        } else {
            throw failure;
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Complains that the native library cannot be used, and returns the exit status. */
    static int tell(Terminal terminal, LinkageError failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        terminal.complain(oneLine(String.valueOf(cause.getMessage())));
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Returns the line for a failure that the loop reports because there is nobody else to tell. */
    static String text(String what, Throwable failure) {
        return what + ": " + (isOfTheSystem(failure) ? failure.getMessage() : failure.toString());
    }

    private static boolean isOfTheSystem(Throwable failure) {
        return failure instanceof SystemException || failure instanceof BrokenException;
    }

    static String oneLine(String message) {
        return message.lines().collect(Collectors.joining(" "));
    }
}

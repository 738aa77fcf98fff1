package dev.millrace.lab;

import dev.millrace.io.ByteStream;

/** Serves one connection, in a task of its own, whatever lies between it and TCP. */
@FunctionalInterface
interface StreamBody {
    /** Serves it; the caller closes the stream. */
    void run(ByteStream stream) throws Exception;
}

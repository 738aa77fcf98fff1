package dev.millrace.io;

/** The stream ended before what was asked for was there: a record that was cut off. What had arrived is in here. */
public final class EndOfStream extends IoFailure {
    private static final long serialVersionUID = 1;

    /** What had arrived. */
    private final byte[] partial;

    EndOfStream(String expected, byte[] partial) {
        super("the stream ended after " + partial.length + " bytes where " + expected + " was expected");
        this.partial = partial;
    }

    /** Returns the bytes that had arrived. */
    public byte[] partial() {
        return partial.clone();
    }
}

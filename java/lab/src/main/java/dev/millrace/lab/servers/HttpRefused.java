package dev.millrace.lab.servers;

/** A request that is answered by an error, after which the connection ends: what follows it cannot be trusted. */
final class HttpRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The status to answer with. */
    final int status;

    HttpRefused(int status, String why) {
        super(why);
        this.status = status;
    }
}

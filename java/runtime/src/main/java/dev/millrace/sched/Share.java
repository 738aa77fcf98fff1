package dev.millrace.sched;

/**
 * A class of steps that is charged for what its steps cost. A step belongs to the share of whoever made it, unless it
 * is put into another one.
 */
public final class Share {
    private final String name;

    /** Makes a share; the name is for reports. */
    public Share(String name) {
        this.name = name;
    }

    @Override
    public String toString() {
        return "share " + name;
    }
}

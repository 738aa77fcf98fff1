/** A micro async runtime over epoll and kqueue: an event loop, futures, tasks and sockets, without {@code java.nio}. */
module dev.millrace {
    requires com.sun.jna;
    // For signals: sun.misc.Signal is the JDK's only way.
    requires jdk.unsupported;
    // For who asks for Options.withManagement.
    requires static java.management;
    // For who makes a JfrObserver.
    requires static jdk.jfr;

    // What programs use.
    exports dev.millrace;
    exports dev.millrace.task;
    exports dev.millrace.sync;
    exports dev.millrace.time;
    exports dev.millrace.threads;
    exports dev.millrace.flow;
    exports dev.millrace.io;
    exports dev.millrace.net;
    exports dev.millrace.tls;
    exports dev.millrace.inspect;

    // What they use to drive a loop by hand, and others to bring a scheduler, a platform, a descriptor or a stream.
    exports dev.millrace.loop;
    exports dev.millrace.sched;
    exports dev.millrace.sys;
}

package dev.millrace.sys;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * What a loop stands on: the one seam between the runtime and the world. A platform belongs to one loop, which closes
 * it.
 *
 * <p>It is made of components, and immutable. {@link #system()} has the operating system's; one of somebody else's is
 * put together from {@link #empty()}:
 * <pre>{@code Platform.empty().withPoller(poller).withDescriptors(descriptors).withSockets(sockets)...}</pre>
 *
 * <p>A {@code with} method makes a copy with one component replaced. Closing a platform closes the components that it
 * has; one that was replaced belongs to whoever replaced it.
 */
public final class Platform implements AutoCloseable {
    private static final Platform EMPTY = new Platform(null, null, null, null, null, null);

    private final Poller poller;
    private final Descriptors descriptors;
    private final Sockets sockets;
    private final Clock clock;
    private final BlockingPool blockingPool;
    private final Signals signals;

    private Platform(Poller poller, Descriptors descriptors, Sockets sockets, Clock clock, BlockingPool blockingPool,
            Signals signals) {
        this.poller = poller;
        this.descriptors = descriptors;
        this.sockets = sockets;
        this.clock = clock;
        this.blockingPool = blockingPool;
        this.signals = signals;
    }

    /**
     * Opens the operating system's platform: a new poller, and buffers of its own.
     *
     * @throws SystemException if the poller cannot be opened, for instance EMFILE
     * @throws UnsatisfiedLinkError if there is no native library for this machine, or it cannot be loaded
     */
    public static Platform system() {
        return open(NativePoller::new, NativeDescriptors::new, NativeSockets::new, ThreadedBlockingPool::new)
                .withSignals(new JvmSignals());
    }

    /** Opens the components one after the other. If one cannot be opened, those before it are closed again. */
    static Platform open(Supplier<Poller> poller, Supplier<Descriptors> descriptors, Supplier<Sockets> sockets,
            Supplier<BlockingPool> blockingPool) {
        Platform opened = EMPTY.withClock(System::nanoTime);
        try {
            opened = opened.withPoller(poller.get());
            opened = opened.withDescriptors(descriptors.get());
            opened = opened.withSockets(sockets.get());
            return opened.withBlockingPool(blockingPool.get());
        } catch (Throwable e) {
            closeAfter(e, opened.components());
            throw e;
        }
    }

    /** Returns a platform that has no component yet. Asking it for one throws {@link UnsupportedOperationException}. */
    public static Platform empty() {
        return EMPTY;
    }

    /**
     * Returns how native functions are called: {@code jni} (default) or {@code jna}, by the property millrace.binding.
     */
    public static String binding() {
        return NativeCalls.BINDING;
    }

    /** Returns what reports which descriptors are ready. */
    public Poller poller() {
        return present(poller, "poller");
    }

    /** Returns what reads, writes and closes descriptors. */
    public Descriptors descriptors() {
        return present(descriptors, "descriptors");
    }

    /** Returns what opens sockets and makes their own calls. */
    public Sockets sockets() {
        return present(sockets, "sockets");
    }

    /** Returns what tells the time. */
    public Clock clock() {
        return present(clock, "clock");
    }

    /** Returns what runs work that blocks. */
    public BlockingPool blockingPool() {
        return present(blockingPool, "blocking pool");
    }

    /** Returns what tells of the signals that the process gets. */
    public Signals signals() {
        return present(signals, "signals");
    }

    /** Returns a copy with another {@link #poller()}. */
    public Platform withPoller(Poller other) {
        return new Platform(Objects.requireNonNull(other), descriptors, sockets, clock, blockingPool, signals);
    }

    /** Returns a copy with other {@link #descriptors()}. */
    public Platform withDescriptors(Descriptors other) {
        return new Platform(poller, Objects.requireNonNull(other), sockets, clock, blockingPool, signals);
    }

    /** Returns a copy with other {@link #sockets()}. */
    public Platform withSockets(Sockets other) {
        return new Platform(poller, descriptors, Objects.requireNonNull(other), clock, blockingPool, signals);
    }

    /** Returns a copy with another {@link #clock()}. */
    public Platform withClock(Clock other) {
        return new Platform(poller, descriptors, sockets, Objects.requireNonNull(other), blockingPool, signals);
    }

    /** Returns a copy with another {@link #blockingPool()}. */
    public Platform withBlockingPool(BlockingPool other) {
        return new Platform(poller, descriptors, sockets, clock, Objects.requireNonNull(other), signals);
    }

    /** Returns a copy with other {@link #signals()}. */
    public Platform withSignals(Signals other) {
        return new Platform(poller, descriptors, sockets, clock, blockingPool, Objects.requireNonNull(other));
    }

    /**
     * Closes every component, also if one throws: the first failure is thrown, with the others suppressed in it.
     * Descriptors that were opened through the platform stay open.
     */
    @Override
    public void close() {
        Throwable failure = closeAfter(null, components());
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    /** What may still wake the loop goes first: signals, and what the pool runs. Those that are missing are null. */
    private AutoCloseable[] components() {
        return new AutoCloseable[] {signals, blockingPool, poller, descriptors, sockets};
    }

    /** Closes what is there, and returns the failure there was before or else the first, with the rest suppressed. */
    private static Throwable closeAfter(Throwable before, AutoCloseable... components) {
        Throwable failure = before;
        for (AutoCloseable component : components) {
            try {
                if (component != null) {
                    component.close();
                }
            } catch (Throwable e) {
                if (failure == null) {
                    failure = e;
                } else if (failure != e) {
                    failure.addSuppressed(e);
                }
            }
        }
        return failure;
    }

    private static <T> T present(T component, String name) {
        if (component == null) {
            throw new UnsupportedOperationException("this platform has no " + name);
        }
        return component;
    }
}

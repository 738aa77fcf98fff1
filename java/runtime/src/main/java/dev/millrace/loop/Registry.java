package dev.millrace.loop;

import dev.millrace.sys.Errno;
import dev.millrace.sys.Platform;
import dev.millrace.sys.ReadyBatch;
import dev.millrace.sys.SystemException;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The descriptors in the loop's care. A slot and the slot's generation make the 64-bit key that the poller reports, so
 * a report on a closed descriptor is never taken for one on the next owner of its number, even if both are in one
 * batch. For the loop's thread only.
 */
public final class Registry {
    private final LoopState loop;
    private final Platform platform;
    private final Consumer<Registration> onClose = this::remove;
    private Registration[] slots = new Registration[64];
    /** How many times each slot has been freed. */
    private int[] generations = new int[64];
    /** A stack of the free slots below {@link #used}. */
    private int[] free = new int[64];
    private int freeCount;
    private int used;

    Registry(LoopState loop, Platform platform) {
        this.loop = loop;
        this.platform = platform;
    }

    /**
     * Takes a descriptor into the loop's care. If that fails the descriptor is closed, so that nobody is left owning
     * it; unless it is registered already, because then it is not the caller's to give.
     *
     * @param fd a non-blocking descriptor that is not registered yet
     * @param connected whether it can be written from the start
     * @throws dev.millrace.sys.SystemException if the poller refuses it
     */
    public Registration add(int fd, boolean connected) {
        loop.checkThread();
        int slot = freeSlot();
        long key = (long) generations[slot] << 32 | slot;
        try {
            platform.poller().register(fd, key);
        } catch (RuntimeException e) {
            release(slot);
            if (!(e instanceof SystemException refused && refused.errno() == Errno.EEXIST)) {
                platform.descriptors().close(fd);
            }
            throw e;
        }
        slots[slot] = new Registration(loop, onClose, fd, key, connected);
        return slots[slot];
    }

    /** Returns the number of descriptors in the loop's care. */
    public int size() {
        return used - freeCount;
    }

    /** Deregisters before closing: a duplicate of the descriptor would keep the kernel's registration alive. */
    private void remove(Registration registration) {
        int slot = (int) registration.key();
        slots[slot] = null;
        release(slot);
        try {
            platform.poller().deregister(registration.fd());
        } finally {
            platform.descriptors().close(registration.fd());
        }
    }

    /** Hands a report to its owner, if that is still there. */
    void report(ReadyBatch batch, int index) {
        long key = batch.key(index);
        int slot = (int) key;
        Registration registration = slot >= 0 && slot < used ? slots[slot] : null;
        if (registration != null && registration.key() == key) {
            registration.report(batch.ready(index), batch.error(index));
        }
    }

    /** Closes every descriptor. What closing one throws is reported, and the others are closed all the same. */
    void closeAll() {
        for (int slot = 0; slot < used; slot++) {
            if (slots[slot] != null) {
                loop.complete(slots[slot]::close);
            }
        }
    }

    private int freeSlot() {
        if (freeCount > 0) {
            return free[--freeCount];
        }
        if (used == slots.length) {
            slots = Arrays.copyOf(slots, 2 * used);
            generations = Arrays.copyOf(generations, 2 * used);
            free = Arrays.copyOf(free, 2 * used);
        }
        return used++;
    }

    /** The generation stays below 2^31, so no key is negative and none is the wakeup's. */
    private void release(int slot) {
        generations[slot] = generations[slot] + 1 & Integer.MAX_VALUE;
        free[freeCount++] = slot;
    }
}

package dev.millrace.io;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import dev.millrace.task.IntFuture;

/**
 * Bytes in both directions, in order: a TCP connection, or anything that behaves like one.
 *
 * <p>Every operation has two forms. The normal one returns a future. The handler form beneath it allocates nothing: it
 * returns the result if it can be had at once, throws if the failure is known at once, and else returns {@link
 * #PENDING} and tells the handler later, on a step of its own, never inside the call. A caller that
 * repeats a handler form which is done at once should yield now and then, for nothing else runs meanwhile.
 *
 * <p>One read and one write may wait at a time; a second one of the same kind is refused with a
 * {@link BusyException} and the first is untouched. The array of an operation that waits belongs to
 * it; but a read puts bytes into its array within the call, or in the very step that tells its handler, so handlers of
 * one loop may share an array. For the loop's thread only.
 */
public interface ByteStream extends AutoCloseable {
    /** What a handler form returns when its handler will be told. */
    int PENDING = -2;

    /** Returns the loop whose stream this is. */
    EventLoop loop();

    /**
     * Reads what is there, up to {@code length} bytes, and waits only if nothing is.
     *
     * @return how many bytes; -1 at the end, and always after it; 0 only if length is 0; or {@link #PENDING}
     * @throws ClosedException if we closed the stream
     * @throws BrokenException if the connection is broken
     * @throws BusyException if another read waits
     * @throws IndexOutOfBoundsException if the range is not in the array
     */
    int read(byte[] bytes, int offset, int length, IoHandler handler);

    /**
     * Writes all bytes: done when the kernel (or what else is beneath) has taken every one.
     *
     * @return {@code length}, or {@link #PENDING}
     * @throws ClosedException if we closed the stream or ended its output
     * @throws BrokenException if the connection is broken
     * @throws BusyException if another write waits
     * @throws IndexOutOfBoundsException if the range is not in the array
     */
    int write(byte[] bytes, int offset, int length, IoHandler handler);

    /** Writes all bytes of several arrays, in order, as one write: as {@link #write(byte[], int, int, IoHandler)}. */
    int write(byte[][] arrays, IoHandler handler);

    /** Gives up the read of this handler, which is not told, and no byte is lost. Returns false if it does not wait. */
    boolean cancelRead(IoHandler handler);

    /**
     * Gives up the write of this handler, which is not told; nothing more of it is sent, and the stream stays usable:
     * {@link #written()} tells how far it came. Returns false if it does not wait.
     */
    boolean cancelWrite(IoHandler handler);

    /** Returns how many bytes were taken from us since the stream was opened. */
    long written();

    /**
     * Ends our direction: the peer reads the end after what was written, and we can go on reading. Twice is once.
     *
     * @return done when it is said; fails with {@link ClosedException} after close, {@link BrokenException} if the
     *     connection is broken, {@link BusyException} while a write waits
     */
    Future<Void> shutdownOutput();

    /**
     * Closes both directions. Whoever waits gets a {@link ClosedException}. What was written is still delivered, unless
     * the peer sends what we do not read: then TCP answers with a reset, which may overtake it. To be sure,
     * call {@link #shutdownOutput} and read to the end first.
     */
    @Override
    void close();

    /** Closes without delivering what is under way: the peer of a TCP connection sees a reset. */
    void abort();

    /** Returns whether we closed it. */
    boolean isClosed();

    /** Reads up to a full array. The count is -1 at the end. Cancel gives up waiting; no byte is lost. */
    default IntFuture read(byte[] bytes) {
        return read(bytes, 0, bytes.length);
    }

    /** Reads up to {@code length} bytes, waiting only if nothing is there. The count is -1 at the end. */
    default IntFuture read(byte[] bytes, int offset, int length) {
        Transfer transfer = Transfer.read(this);
        return transfer.begin(() -> read(bytes, offset, length, transfer));
    }

    /** Writes the whole array; the count is its length. Cancel sends no more of it. */
    default IntFuture write(byte[] bytes) {
        return write(bytes, 0, bytes.length);
    }

    /** Writes {@code length} bytes; the count is that length. */
    default IntFuture write(byte[] bytes, int offset, int length) {
        Transfer transfer = Transfer.write(this);
        return transfer.begin(() -> write(bytes, offset, length, transfer));
    }

    /** Writes several arrays, in order, as one write; the count is the sum of their lengths. */
    default IntFuture write(byte[][] arrays) {
        Transfer transfer = Transfer.write(this);
        return transfer.begin(() -> write(arrays, transfer));
    }
}

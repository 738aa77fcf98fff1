package dev.millrace.io;

import dev.millrace.task.IntFuture;
import dev.millrace.task.IntPromise;
import dev.millrace.task.Promise;
import java.util.function.IntSupplier;

/** The future form of a read or write: a promise that takes what the handler form brings. */
final class Transfer extends IntPromise implements PhaseHandler {

    /** The wait of a transfer. */
    private record Waiting(Transfer transfer, ByteStream stream, boolean reading) implements Promise.WaitsFor {
        @Override
        public boolean undo() {
            return reading ? stream.cancelRead(transfer) : stream.cancelWrite(transfer);
        }

        @Override
        public String what() {
            return (reading ? "read of " : "write to ") + stream;
        }
    }

    private Transfer(ByteStream stream) {
        super(stream.loop());
    }

    static Transfer read(ByteStream stream) {
        Transfer transfer = new Transfer(stream);
        transfer.undoBy(new Waiting(transfer, stream, true));
        return transfer;
    }

    static Transfer write(ByteStream stream) {
        Transfer transfer = new Transfer(stream);
        transfer.undoBy(new Waiting(transfer, stream, false));
        return transfer;
    }

    /**
     * Starts the handler form. Whatever the stream throws fails the future, whatever class of stream it is; only a
     * wrong argument is the caller's error, at once.
     */
    IntFuture begin(IntSupplier handlerForm) {
        if (refuseIfCancelled()) {
            return this;
        }
        try {
            int count = handlerForm.getAsInt();
            if (count != ByteStream.PENDING) {
                complete(count);
            }
        } catch (IndexOutOfBoundsException | NullPointerException e) {
            throw e;
        } catch (RuntimeException e) {
            fail(e);
        }
        return this;
    }

    @Override
    public void completed(int count) {
        complete(count);
    }

    @Override
    public void failed(RuntimeException failure) {
        fail(failure);
    }
}

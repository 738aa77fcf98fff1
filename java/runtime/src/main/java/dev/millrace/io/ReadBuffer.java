package dev.millrace.io;

import java.util.Arrays;

/** Bytes that were read and not taken yet, in an array that is made at the first need and grows. */
final class ReadBuffer {
    private static final byte[] EMPTY = {};
    private static final int FIRST = 4096;
    /** Room that a read may be asked to fill; with less, the next bytes would come in crumbs. */
    private static final int WORTHWHILE = 1024;
    /** As long as the VM makes arrays. */
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private byte[] bytes = EMPTY;
    private int start;
    private int end;

    /** Returns how many bytes can be taken. */
    int available() {
        return end - start;
    }

    /** Reads from a stream behind what is here, and returns what the stream does. */
    int readFrom(ByteStream stream, IoHandler handler) {
        makeRoom();
        return stream.read(bytes, end, bytes.length - end, handler);
    }

    /** Takes note that so many bytes were read. */
    void arrived(int count) {
        end += count;
    }

    byte[] take(int count) {
        byte[] taken = Arrays.copyOfRange(bytes, start, start + count);
        start += count;
        return taken;
    }

    /** Returns whether a text stands here, so many bytes after the first one. */
    boolean has(byte[] text, int position) {
        int at = start + position;
        return Arrays.equals(bytes, at, at + text.length, text, 0, text.length);
    }

    /**
     * Makes room for a read that is worth its system call: moves what is here to the front, or doubles the array if
     * that is more than half of it.
     */
    private void makeRoom() {
        int length = available();
        if (length > 0 && bytes.length - end >= Math.min(bytes.length / 4, WORTHWHILE)) {
            return;
        }
        byte[] target = bytes;
        if (bytes.length == 0) {
            target = new byte[FIRST];
        } else if (length == LARGEST) {
            throw new LimitExceeded("a buffer cannot hold more than " + LARGEST + " bytes");
        } else if (length > bytes.length / 2) {
            target = new byte[(int) Math.min(2L * bytes.length, LARGEST)];
        }
        System.arraycopy(bytes, start, target, 0, length);
        bytes = target;
        start = 0;
        end = length;
    }
}

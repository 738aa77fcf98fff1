package dev.millrace.tls;

import java.nio.ByteBuffer;

/** Bytes on their way: put behind the last, taken from the first. The array is made at the first need, and grows. */
final class Bytes {
    private static final byte[] NONE = {};
    private static final int FIRST = 4096;

    private byte[] array = NONE;
    /** The array as the engine wants it. */
    private ByteBuffer view = ByteBuffer.wrap(NONE);
    private int start;
    private int end;

    byte[] array() {
        return array;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** Returns how many bytes can be taken. */
    int available() {
        return end - start;
    }

    /** Returns how many bytes can be put. */
    int room() {
        return array.length - end;
    }

    /** Returns a byte that can be taken, as a number from 0 to 255. */
    int peek(int position) {
        return array[start + position] & 0xff;
    }

    /** Makes room for at least so many bytes. */
    void makeRoom(int count) {
        if (room() >= count) {
            return;
        }
        int length = available();
        byte[] target = array;
        if (array.length - length < count) {
            target = new byte[Math.max(FIRST, length + count)];
            view = ByteBuffer.wrap(target);
        }
        System.arraycopy(array, start, target, 0, length);
        array = target;
        start = 0;
        end = length;
    }

    /** Takes note that so many bytes were put. */
    void added(int count) {
        end += count;
    }

    /** Takes note that so many bytes were taken. */
    void taken(int count) {
        start += count;
        if (start == end) {
            start = 0;
            end = 0;
        }
    }

    /** Takes up to {@code most} bytes, and returns how many. */
    int take(byte[] into, int offset, int most) {
        int count = Math.min(most, available());
        System.arraycopy(array, start, into, offset, count);
        taken(count);
        return count;
    }

    /** Puts bytes. */
    void put(byte[] bytes) {
        makeRoom(bytes.length);
        System.arraycopy(bytes, 0, array, end, bytes.length);
        added(bytes.length);
    }

    /** Drops all bytes. */
    void clear() {
        taken(available());
    }

    /** Drops the array, if it is empty: it is made anew at the next need. */
    void release() {
        if (available() == 0) {
            array = NONE;
            view = ByteBuffer.wrap(NONE);
        }
    }

    /** Returns the bytes that can be taken, until the next call of this object. */
    ByteBuffer toTake() {
        return view.limit(end).position(start);
    }

    /** Returns the room for more, until the next call of this object. */
    ByteBuffer toPut() {
        return view.limit(array.length).position(end);
    }
}

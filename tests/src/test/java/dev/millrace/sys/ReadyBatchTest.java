package dev.millrace.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReadyBatchTest {
    @Property
    void givesBackWhatWasAdded(@ForAll long key, @ForAll int ready, @ForAll int error) {
        ReadyBatch batch = new ReadyBatch(2);
        batch.add(0, 0, 0);
        batch.add(key, ready, error);
        assertEquals(2, batch.size());
        assertEquals(key, batch.key(1));
        assertEquals(ready, batch.ready(1));
        assertEquals(error, batch.error(1));
    }

    @Test
    void holdsAsManyAsItsCapacity() {
        ReadyBatch batch = new ReadyBatch(1);
        assertEquals(1, batch.capacity());
        batch.add(1, 0, 0);
        assertThrows(IndexOutOfBoundsException.class, () -> batch.add(2, 0, 0));
        batch.clear();
        assertEquals(0, batch.size());
        batch.add(2, 0, 0);
        assertEquals(2, batch.key(0));
        assertThrows(IllegalArgumentException.class, () -> new ReadyBatch(0));
    }
}

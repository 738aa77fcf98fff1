package dev.millrace.loop;

import static dev.millrace.sys.ReadyBatch.READABLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever is opened and closed: a key is given once, and a report reaches the one it was given to, or nobody. */
class RegistryPropertiesTest {

    /** A descriptor in care, and what tries to read it. */
    private record Owned(Registration registration, Script read) {
    }

    @Property(tries = 300)
    void keysNeverConfuseTwoDescriptors(@ForAll @Size(max = 200) List<@IntRange(max = 11) Integer> choices) {
        Scripted scripted = new Scripted();
        EventLoop loop = scripted.loop();
        List<Long> everGiven = new ArrayList<>();
        Map<Long, Owned> owned = new HashMap<>();
        for (int choice : choices) {
            int fd = choice % 4;
            Long key = scripted.keys.get(fd);
            if (choice >= 8) {
                everGiven.forEach(any -> scripted.reportKey(any, READABLE, 0));
                loop.turn(0);
                loop.turn(0);
            } else if (key != null) {
                owned.remove(key).registration.close();
            } else {
                Owned added = new Owned(loop.core().registry().add(fd, false), new Script());
                added.registration.reader().start(added.read);
                key = scripted.keys.get(fd);
                assertFalse(everGiven.contains(key), "a key is given once");
                everGiven.add(key);
                owned.put(key, added);
            }
            owned.values().forEach(each -> assertEquals(choice >= 8 ? 1 : 0, each.read.attempts));
            owned.values().forEach(each -> each.read.attempts = 0);
            assertEquals(owned.size(), loop.core().registry().size());
        }
    }
}

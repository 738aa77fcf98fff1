package dev.millrace.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Java has the numbers and the functions of {@code millrace.h}, all of them and no others. */
class HeaderTest {
    private static final String HEADER = read();

    private static String read() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("native/include/millrace.h"))) {
            root = root.getParent();
        }
        try {
            return Files.readString(root.resolve("native/include/millrace.h"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The constants of a C enum, without their prefix. */
    private static Map<String, Integer> constants(String name) {
        Matcher body = Pattern.compile("enum " + name + " \\{(.*?)\\};", Pattern.DOTALL).matcher(HEADER);
        assertTrue(body.find(), name);
        return Pattern.compile("MR_(\\w+) = (-?\\d+)").matcher(body.group(1)).results()
                .collect(Collectors.toMap(each -> each.group(1), each -> Integer.valueOf(each.group(2)),
                        (a, b) -> a, TreeMap::new));
    }

    private static Map<String, Integer> constants(Class<?> type) throws IllegalAccessException {
        Map<String, Integer> constants = new TreeMap<>();
        for (Field field : type.getFields()) {
            if (field.getType() == int.class && Modifier.isStatic(field.getModifiers())) {
                constants.put(field.getName(), field.getInt(null));
            }
        }
        return constants;
    }

    @Test
    void errorsHaveTheSameNumbers() throws IllegalAccessException {
        assertEquals(constants("mr_error"), constants(Errno.class));
    }

    @Test
    void everyErrorHasItsOwnNameAndAText() throws IllegalAccessException {
        Map<String, Integer> errors = constants(Errno.class);
        errors.remove("EOTHER");
        Set<String> texts = new TreeSet<>();
        errors.forEach((name, number) -> {
            assertEquals(name, Errno.name(number));
            texts.add(Errno.text(number));
        });
        assertEquals(errors.size(), texts.size());
        assertEquals("errno 95", Errno.name(Errno.EOTHER - 95));
        assertEquals("see errno(3)", Errno.text(Errno.EOTHER - 95));
    }

    @Test
    void readinessHasTheSameBits() throws IllegalAccessException {
        assertEquals(constants("mr_readiness"), constants(ReadyBatch.class));
    }

    @Test
    void optionsHaveTheSameNumbers() {
        assertEquals(constants("mr_option"), Stream.of(SocketOption.values())
                .collect(Collectors.toMap(Enum::name, option -> option.number, (a, b) -> a, TreeMap::new)));
    }

    @Test
    void kindsOfSocketHaveTheSameNumbers() {
        assertEquals(constants("mr_kind"), Stream.of(Sockets.Kind.values())
                .collect(Collectors.toMap(Enum::name, kind -> kind.number, (a, b) -> a, TreeMap::new)));
    }

    @Test
    void limitsAreTheSame() {
        assertTrue(HEADER.contains("#define MR_WAKEUP UINT64_MAX") && ReadyBatch.WAKEUP == -1);
        assertTrue(HEADER.contains("#define MR_LINGER_OFF INT32_MAX") && SocketOption.LINGER_OFF == Integer.MAX_VALUE);
        assertTrue(HEADER.contains("#define MR_ADDRESS_BYTES " + Sockets.ADDRESS_BYTES));
        assertTrue(HEADER.contains("#define MR_IP_ADDRESS_BYTES " + Sockets.IP_ADDRESS_BYTES));
        assertTrue(HEADER.contains("#define MR_FILE_BYTES " + Sockets.FILE_BYTES));
        assertTrue(HEADER.contains("#define MR_TRUNCATED 0x40000000") && Sockets.TRUNCATED == 0x4000_0000);
    }

    @Test
    void functionsHaveTheSameNames() {
        Set<String> declared = Pattern.compile("MR_API \\w+ mr_(\\w+)\\(").matcher(HEADER).results()
                .map(each -> each.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> bound = Stream.of(NativeCalls.class.getDeclaredMethods())
                .filter(method -> Modifier.isNative(method.getModifiers()))
                .map(Method::getName)
                .map(name -> name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(declared, bound);
    }
}

package dev.millrace.lab.servers;

import java.util.Map;

/**
 * A request.
 *
 * @param method such as GET
 * @param target such as /index.html
 * @param fields by name, in lower case; the values of a repeated field are joined by commas
 * @param body the body; of length 0 if there is none
 */
public record HttpRequest(String method, String target, Map<String, String> fields, byte[] body) {
}

package dev.fovea.connectors.embedded;

import dev.fovea.connectors.embedded.ClickHouseException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A multipart/form-data body, in which some clients send long query parameters and the statement itself. */
final class Multipart {
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("[; ]name=\"([^\"]*)\"", Pattern.CASE_INSENSITIVE);

    private Multipart() {}

    /** Puts the parts into the parameters and gives back the one named {@code query}. */
    static byte[] read(InputStream body, String contentType, int bytesMax, Map<String, String> parameters)
            throws IOException {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            throw ClickHouseException.of(Code.INCORRECT_DATA, "The multipart body has no boundary.");
        }
        byte[] bytes = body.readNBytes(bytesMax + 1);
        if (bytes.length > bytesMax) {
            throw ClickHouseException.of(
                    Code.INCORRECT_DATA, "The multipart body is longer than " + bytesMax + " bytes.");
        }
        byte[] query = {};
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        for (String part : text.split(Pattern.quote("--" + boundary.group(1)), -1)) {
            int headersEnd = part.indexOf("\r\n\r\n");
            Matcher name = NAME.matcher(headersEnd < 0 ? "" : part.substring(0, headersEnd));
            if (!name.find()) {
                continue;
            }
            int end = part.endsWith("\r\n") ? part.length() - 2 : part.length();
            byte[] value = part.substring(headersEnd + 4, end).getBytes(StandardCharsets.ISO_8859_1);
            if (name.group(1).equals("query")) {
                query = value;
            } else {
                parameters.put(name.group(1), new String(value, StandardCharsets.UTF_8));
            }
        }
        return query;
    }
}

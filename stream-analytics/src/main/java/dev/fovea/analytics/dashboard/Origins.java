package dev.fovea.analytics.dashboard;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Devices and regions in an order, so that each is a bit: devices first. */
record Origins(List<String> devices, List<String> regions) {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    Origins and(List<Rows.OfOrigin> rows) {
        return new Origins(and(devices, "device", rows), and(regions, "region", rows));
    }

    private static List<String> and(List<String> known, String kind, List<Rows.OfOrigin> rows) {
        var all = new TreeSet<>(known);
        rows.stream()
                .filter(row -> row.kind().equals(kind))
                .map(Rows.OfOrigin::name)
                .forEach(all::add);
        return List.copyOf(all);
    }

    int count() {
        return devices.size() + regions.size();
    }

    int words() {
        return Math.ceilDiv(count(), Long.SIZE);
    }

    int bitOf(Rows.OfOrigin row) {
        return row.kind().equals("device") ? devices.indexOf(row.name()) : devices.size() + regions.indexOf(row.name());
    }

    Map<String, Object> addTo(Map<String, Object> parameters) {
        Map<String, Object> more = new HashMap<>(parameters);
        more.put("devices", hex(devices));
        more.put("regions", hex(regions));
        for (int word = 0; word < words(); word++) {
            more.put("device_bits_" + word, bits(word, 0, devices.size()));
            more.put("region_bits_" + word, bits(word, devices.size(), count()));
        }
        return more;
    }

    private static String hex(List<String> names) {
        return names.stream()
                .map(name -> "'" + HEX.formatHex(name.getBytes(StandardCharsets.UTF_8)) + "'")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String bits(int word, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(bit -> bit / Long.SIZE == word ? Long.toUnsignedString(1L << bit) : "0")
                .collect(Collectors.joining(",", "[", "]"));
    }
}

package dev.fovea.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;

/** One port a part, counted from that of HTTP. */
record Ports(int http) {

    static final int LAST_OFFSET = 7;

    int management() {
        return http + 1;
    }

    int postgres() {
        return http + 2;
    }

    int kafka() {
        return http + 3;
    }

    int kafkaController() {
        return http + 4;
    }

    int connect() {
        return http + 5;
    }

    int clickHouse() {
        return http + 6;
    }

    int s3() {
        return http + LAST_OFFSET;
    }

    /** As people and browsers name it: cookies, tokens and cross-origin rules are bound to it. */
    String siteOrigin() {
        return "http://localhost:" + http;
    }

    /** Finding it out now costs milliseconds; finding it out in the middle of a start costs a person's patience. */
    void requireFree(boolean withS3) {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        wanted.put("HTTP", http);
        wanted.put("management", management());
        wanted.put("Postgres", postgres());
        wanted.put("Kafka", kafka());
        wanted.put("the Kafka controller", kafkaController());
        wanted.put("Kafka Connect", connect());
        wanted.put("ClickHouse", clickHouse());
        if (withS3) {
            wanted.put("S3", s3());
        }
        wanted.forEach((part, port) -> {
            if (!isFree(port, part.equals("HTTP"))) {
                String owner = PortOwner.of(port).map(name -> " by " + name).orElse("");
                throw new StartFailure(
                        "Port %d (%s) is already in use%s: stop that, or choose other ports with ./fovea run --port %d"
                                .formatted(port, part, owner, suggestion()));
            }
        });
    }

    private int suggestion() {
        int next = http + 100;
        return next <= Arguments.PORT_MAX ? next : Arguments.PORT_DEFAULT;
    }

    private static boolean isFree(int port, boolean everywhere) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(
                    everywhere
                            ? new InetSocketAddress(port)
                            : new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

package dev.fovea.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Ports in a row that nobody uses, below the range from which the system takes those of clients. */
public final class FreePorts {

    private FreePorts() {}

    public static int block(int size) {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int first = ThreadLocalRandom.current().nextInt(12_000, 30_000);
            if (areFree(first, size)) {
                return first;
            }
        }
        throw new IllegalStateException("no %d free ports in a row".formatted(size));
    }

    private static boolean areFree(int first, int size) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int port = first; port < first + size; port++) {
                var socket = new ServerSocket();
                held.add(socket);
                socket.bind(new InetSocketAddress(port));
            }
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            held.forEach(FreePorts::close);
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

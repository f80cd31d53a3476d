package dev.fovea.standalone;

import java.nio.file.Path;

/** A broker or a Connect worker, as the launcher runs them, in a process of its own: so that it can be killed alone. */
public final class NodeMain {

    private NodeMain() {}

    /** {@code kafka HOME PORT CONTROLLER_PORT} or {@code connect BOOTSTRAP_SERVERS PORT}. */
    public static void main(String[] words) throws Exception {
        switch (words[0]) {
            case "kafka" -> KafkaNode.start(Path.of(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3]));
            case "connect" -> ConnectNode.start(words[1], Integer.parseInt(words[2]));
            default -> throw new StartFailure("there is no node called " + words[0]);
        }
    }
}

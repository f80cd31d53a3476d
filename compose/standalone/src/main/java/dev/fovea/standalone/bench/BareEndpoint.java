package dev.fovea.standalone.bench;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the collector is raced against: the same web server, which parses a batch, produces its events and waits for Kafka. */
public final class BareEndpoint extends HttpServlet {

    static final String TOPIC = "bench-bare";

    private static final long serialVersionUID = 1L;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final transient Producer<String, byte[]> kafka;

    private BareEndpoint(String brokers) {
        this.kafka = producer(brokers);
    }

    /** Which sends as the collector does. */
    static Producer<String, byte[]> producer(String brokers) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        "acks",
                        "all",
                        "enable.idempotence",
                        true,
                        "linger.ms",
                        5,
                        "compression.type",
                        "lz4"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** {@code PORT BOOTSTRAP_SERVERS}. */
    public static void main(String[] words) throws Exception {
        var tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("bare").toString());
        var connector = new Connector();
        connector.setPort(Integer.parseInt(words[0]));
        connector.getProtocolHandler().setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        tomcat.setConnector(connector);
        var context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "events", new BareEndpoint(words[1]));
        context.addServletMappingDecoded("/events", "events");
        tomcat.start();
        tomcat.getServer().await();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_OK);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        JsonNode batch = JSON.readTree(request.getInputStream());
        List<Future<?>> sent = new ArrayList<>();
        for (JsonNode event : batch.path("events")) {
            sent.add(kafka.send(
                    new ProducerRecord<>(TOPIC, event.path("viewId").asString(), JSON.writeValueAsBytes(event))));
        }
        try {
            for (Future<?> each : sent) {
                each.get();
            }
            response.setStatus(HttpServletResponse.SC_ACCEPTED);
        } catch (Exception e) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }
}

package dev.fovea.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.kafka.test.context.EmbeddedKafka;

/** A broker on which Kafka Streams begins at once, and soon notices who has gone. */
@EmbeddedKafka(
        partitions = 1,
        brokerProperties = {
            "group.streams.min.session.timeout.ms=1000",
            "group.streams.min.heartbeat.interval.ms=100",
            "group.streams.initial.rebalance.delay.ms=0",
            "transaction.state.log.replication.factor=1",
            "transaction.state.log.min.isr=1"
        })
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface StreamsKafka {}

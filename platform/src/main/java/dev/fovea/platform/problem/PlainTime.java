package dev.fovea.platform.problem;

import static dev.fovea.contracts.Require.require;

import dev.fovea.contracts.InvalidValue;
import java.time.DateTimeException;
import java.time.Instant;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.ext.javatime.deser.InstantDeserializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * A time in a body, a parameter or a cursor has a year of four digits, as RFC 3339 writes it: Java knows others, of which
 * no database keeps all.
 */
@Configuration(proxyBeanMethods = false)
public class PlainTime implements WebMvcConfigurer {

    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant BEHIND_LAST = Instant.parse("+10000-01-01T00:00:00Z");

    /** @throws InvalidValue if it is none */
    public static Instant parse(String text) {
        try {
            return plain(Instant.parse(text));
        } catch (DateTimeException e) {
            throw new InvalidValue("a time is written like 2026-01-31T23:59:59Z");
        }
    }

    private static Instant plain(Instant time) {
        require(!time.isBefore(FIRST) && time.isBefore(BEHIND_LAST), "the year of a time has four digits");
        return time;
    }

    @Bean
    JacksonModule plainTimesInBodies() {
        return new SimpleModule("plain times").addDeserializer(Instant.class, new Reader());
    }

    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(String.class, Instant.class, PlainTime::parse);
    }

    private static final class Reader extends StdDeserializer<Instant> {
        Reader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) {
            return plain(InstantDeserializer.INSTANT.deserialize(parser, context));
        }
    }
}

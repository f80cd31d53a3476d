package dev.fovea.platform.problem;

import static dev.fovea.contracts.Require.require;

import org.springframework.stereotype.Component;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.jdk.StringDeserializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * A text in a body is Unicode without null characters: no database keeps another, and half a surrogate pair cannot be
 * written as JSON again.
 */
@Component
class PlainText extends SimpleModule {

    PlainText() {
        addDeserializer(String.class, new Reader());
    }

    private static final class Reader extends StringDeserializer {
        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) {
            String text = super.deserialize(parser, context);
            require(isPlain(text), "a text has no null character and no half of a surrogate pair");
            return text;
        }
    }

    private static boolean isPlain(String text) {
        return text.codePoints().noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
    }
}

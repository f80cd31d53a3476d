package dev.fovea.platform.document;

import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A record's property is required unless its component is {@code @Nullable}; and a name means one shape. */
final class RequiredProperties implements ModelConverter {

    private final Map<String, Class<?>> recordsByName = new ConcurrentHashMap<>();

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        if (!chain.hasNext()) {
            return null;
        }
        Schema<?> resolved = chain.next().resolve(type, context, chain);
        Class<?> raw = Json.mapper().constructType(type.getType()).getRawClass();
        if (resolved != null && raw.isRecord()) {
            String reference = resolved.get$ref();
            String name = reference == null
                    ? resolved.getName()
                    : reference.substring(Components.COMPONENTS_SCHEMAS_REF.length());
            Schema<?> schema =
                    reference == null ? resolved : context.getDefinedModels().get(name);
            requireOneShape(name, raw);
            if (schema != null && schema.getProperties() != null) {
                schema.setRequired(requiredOf(raw, schema));
            }
        }
        return resolved;
    }

    private static List<String> requiredOf(Class<?> raw, Schema<?> schema) {
        return Arrays.stream(raw.getRecordComponents())
                .filter(component -> !component.getAnnotatedType().isAnnotationPresent(Nullable.class))
                .map(RecordComponent::getName)
                .filter(schema.getProperties()::containsKey)
                .toList();
    }

    /** Else one would silently stand for the other: {@code @Schema(name)} tells them apart. */
    private void requireOneShape(@Nullable String name, Class<?> raw) {
        if (name == null) {
            return;
        }
        Class<?> known = Objects.requireNonNullElse(recordsByName.putIfAbsent(name, raw), raw);
        if (!shapeOf(known).equals(shapeOf(raw))) {
            throw new IllegalStateException("%s and %s are both called %s in the OpenAPI document"
                    .formatted(known.getName(), raw.getName(), name));
        }
    }

    private static List<String> shapeOf(Class<?> raw) {
        return Arrays.stream(raw.getRecordComponents())
                .map(component -> component.getGenericType().getTypeName() + " " + component.getName())
                .toList();
    }
}

package dev.fovea.platform.document;

import java.util.Arrays;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StringUtils;

/** Generated clients rely on this: which properties are always there, and names of calls that stay. */
@Configuration(proxyBeanMethods = false)
class DocumentConfiguration {

    @Bean
    RequiredProperties requiredProperties() {
        return new RequiredProperties();
    }

    /** {@code jobsList}, {@code videoEdit}: springdoc's own names count up, so a new route would rename others. */
    @Bean
    GlobalOperationCustomizer operationsByController() {
        return (operation, method) -> {
            String controller = method.getBeanType().getSimpleName().replace("Controller", "");
            String call = method.getMethod().getName();
            long sameName = Arrays.stream(method.getBeanType().getDeclaredMethods())
                    .filter(other -> other.getName().equals(call))
                    .count();
            if (sameName == 1) {
                operation.setOperationId(StringUtils.uncapitalize(controller) + StringUtils.capitalize(call));
            }
            return operation;
        };
    }
}

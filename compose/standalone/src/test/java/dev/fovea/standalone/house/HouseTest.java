package dev.fovea.standalone.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every rule holds for Fovea, and every rule rejects a house that is built wrong: a rule that cannot fail is none. */
class HouseTest {

    private static final String BAD_ROOT = "dev.fovea.standalone.house.bad";

    private static final JavaClasses FOVEA = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.fovea");
    private static final JavaClasses BAD_HOUSE = new ClassFileImporter().importPackages(BAD_ROOT);

    @Test
    void allModulesAreLookedAt() {
        for (String module : List.of("contracts", "platform", "standalone")) {
            assertThat(FOVEA).as(module).anyMatch(type -> type.getPackageName().startsWith("dev.fovea." + module));
        }
        assertThat(FOVEA).noneMatch(type -> type.getPackageName().startsWith(BAD_ROOT));
    }

    @ParameterizedTest
    @EnumSource
    void foveaKeepsTo(HouseRules rule) {
        rule.below("dev.fovea").check(FOVEA);
    }

    @ParameterizedTest
    @EnumSource
    void theBadHouseBreaks(HouseRules rule) {
        assertThatThrownBy(() -> rule.below(BAD_ROOT).check(BAD_HOUSE)).isInstanceOf(AssertionError.class);
    }
}
